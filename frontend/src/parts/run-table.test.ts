import { describe, expect, it } from "vitest";
import type { Run } from "@/api/types";
import { runLine } from "./run-table";

const line = (change: Partial<Run>) =>
  runLine(
    { id: "run_01a227", status: "succeeded", waiting_for: null, error: null, ...change } as Run,
    (key, values) => `${key} ${Object.values(values).join(" ")}`,
  );

describe("the line under a run's name", () => {
  it("says which version ran, and of a test that it was the draft", () => {
    expect(line({ version: 3 })).toBe("run.versionAndId 3 run_01a227");
    expect(line({ version: 0 })).toBe("run.draftAndId run_01a227");
  });

  it("says what it waits for or why it failed before that", () => {
    expect(line({ status: "waiting", waiting_for: { title: "Pay?" } as Run["waiting_for"] })).toBe(
      "run.waitingFor Pay?",
    );
    expect(line({ status: "failed", error: { title: "No answer" } as Run["error"] })).toBe("No answer");
  });
});
