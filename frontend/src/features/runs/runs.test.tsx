import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Run, StepRun } from "@/api/types";
import { show } from "@/testing/show";
import { classOf, extractionOf } from "./answers";
import { adviceKey } from "./problem-card";
import { firstShown } from "./run-page";
import { StepDetail } from "./step-detail";
import { newestAttempts } from "./timeline";

const step = (change: Partial<StepRun>): StepRun => ({
  step: "read",
  step_id: "read",
  container: null,
  iteration: null,
  name: "Read the invoice",
  type: "ai.extract",
  status: "succeeded",
  attempt: 1,
  input: null,
  output: null,
  error: null,
  cost: 0,
  port: null,
  started_at: "2026-01-01T10:00:00Z",
  ended_at: "2026-01-01T10:00:02Z",
  answered_by: null,
  reused_from: null,
  loop: null,
  left_out: [],
  ...change,
});

const run = (change: Partial<Run>): Run =>
  ({ id: "run_1", status: "failed", origin_run_id: null, parent_run_id: null, ...change }) as Run;

describe("the step that is shown first", () => {
  it("is the one that waits, else the one that failed, else none", () => {
    expect(firstShown([step({ step: "a", status: "failed" }), step({ step: "b", status: "waiting" })])).toBe(
      "b",
    );
    expect(firstShown([step({ step: "a" }), step({ step: "b", status: "failed" })])).toBe("b");
    expect(firstShown([step({})])).toBeNull();
  });

  it("stands in the timeline once, with its newest attempt", () => {
    const shown = newestAttempts([step({ status: "failed" }), step({ step: "b" }), step({ attempt: 2 })]);

    expect(shown.map((s) => [s.step, s.attempt])).toEqual([
      ["read", 2],
      ["b", 1],
    ]);
  });
});

describe("one step", () => {
  it("says plainly that no language model answered, and shows values with where they were found", async () => {
    const output = {
      values: { total: 12.5, iban: null },
      evidence: { total: { text: "Total 12.50", page: 2, confidence: 0.9 }, iban: null },
    };
    const answered_by = { provider: "local", model: null, method: "typed candidates", note: "" };

    show(<StepDetail attempts={[step({ output, answered_by })]} run={run({})} />);

    expect(await screen.findByText("Built-in local extraction (no language model)")).toBeTruthy();
    expect(screen.getByText("12.5")).toBeTruthy();
    expect(screen.getByText("Not found")).toBeTruthy();
    expect(screen.getByText(/Total 12.50.*page 2/)).toBeTruthy();
  });

  it("shows JSON only on demand", async () => {
    const user = userEvent.setup();
    show(<StepDetail attempts={[step({ type: "set", output: { due_date: "2026-03-01" } })]} run={run({})} />);
    expect(await screen.findByText("Due date")).toBeTruthy();
    expect(screen.queryByText(/"due_date"/)).toBeNull();

    await user.click(screen.getByText("JSON"));

    expect(screen.getByText(/"due_date": "2026-03-01"/)).toBeTruthy();
  });

  it("says why it failed and what to do", async () => {
    const error = {
      title: "The other system did not answer",
      status: 502,
      detail: "It answered 503 three times.",
    };

    show(<StepDetail attempts={[step({ status: "failed", error })]} run={run({})} />);

    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("It answered 503 three times.");
    expect(alert.textContent).toContain("Check that it is up");
  });

  it("lets one look at earlier attempts", async () => {
    const user = userEvent.setup();
    const attempts = [
      step({ status: "failed", error: { title: "Too slow", status: 504 } }),
      step({ attempt: 2, output: { ok: true } }),
    ];
    show(<StepDetail attempts={attempts} run={run({})} />);
    expect(await screen.findByText("Succeeded")).toBeTruthy();

    await user.click(screen.getByText("Attempt 1"));

    expect(screen.getByText("Too slow")).toBeTruthy();
  });
});

describe("answers of AI steps", () => {
  it("are recognised by their shape only", () => {
    expect(extractionOf({ values: { a: 1 }, evidence: {} })).toEqual([
      { name: "a", value: 1, text: "", page: null, confidence: null },
    ]);
    expect(extractionOf({ values: 1 })).toBeNull();
    expect(classOf({ label: "b", scores: { a: 0.1, b: 0.9 } })?.scores[0]?.label).toBe("b");
    expect(classOf({ label: "b" })).toBeNull();
  });

  it("that failed come with advice that fits", () => {
    expect(adviceKey({ status: 504 })).toBe("slow");
    expect(adviceKey({ status: 403 })).toBe("access");
    expect(adviceKey({})).toBe("general");
  });
});
