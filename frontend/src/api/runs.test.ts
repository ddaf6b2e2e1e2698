import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { applyRunEvent, mergeStep, runKeys } from "./runs";
import type { Page, Run, StepRun } from "./types";

const run = { id: "run_1", status: "running", cost: 0, output: null } as Run;

describe("live events", () => {
  it("fill in a step as it goes on and keep what was known of it", () => {
    const first = mergeStep([], {
      step: "read",
      name: "Read",
      status: "running",
      attempt: 1,
      input: { text: "x" },
    });

    const then = mergeStep(first, { step: "read", status: "succeeded", attempt: 1, output: { label: "a" } });

    expect(then).toHaveLength(1);
    expect(then[0]).toMatchObject({
      name: "Read",
      status: "succeeded",
      input: { text: "x" },
      output: { label: "a" },
    });
  });

  it("keep attempts of one step apart", () => {
    const first = mergeStep([], { step: "call", status: "failed", attempt: 1 });

    const then = mergeStep(first, { step: "call", status: "running", attempt: 2 });

    expect(then.map((s) => [s.attempt, s.status])).toEqual([
      [1, "failed"],
      [2, "running"],
    ]);
  });

  it("change the run and its steps in the cache", () => {
    const cache = new QueryClient();
    cache.setQueryData(runKeys.one("run_1"), run);

    applyRunEvent(cache, "run_1", {
      seq: 1,
      kind: "x",
      run: { status: "succeeded", output: 7 },
      step: { step: "read", status: "succeeded" },
    });

    expect(cache.getQueryData<Run>(runKeys.one("run_1"))).toMatchObject({
      id: "run_1",
      status: "succeeded",
      output: 7,
    });
    expect(cache.getQueryData<Page<StepRun>>(runKeys.steps("run_1"))?.items).toHaveLength(1);
  });
});
