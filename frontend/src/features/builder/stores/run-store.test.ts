import { describe, expect, it } from "vitest";
import type { JournalEntry, StepRun } from "@/api/types";
import { momentAfter } from "@/parts/run-moment";
import { noRun, wireState } from "./run-store";

const ended = (step: string, port: string) => ({ step, status: "succeeded", port }) as StepRun;
const entry = (step: string, kind: string, port: string | null = null) =>
  ({ step, kind, port }) as JournalEntry;

/** A loop whose second round took the other way and is still at work. */
const { steps: inside, ways } = momentAfter(
  [
    entry("each[0]/read", "step.succeeded", "success"),
    entry("each[0]/big", "step.succeeded", "no"),
    entry("each[0]/book", "step.succeeded", "success"),
    entry("each[1]/read", "step.succeeded", "success"),
    entry("each[1]/big", "step.succeeded", "yes"),
    entry("each[1]/ask", "step.waiting"),
  ],
  6,
);
const run = { ...noRun, runId: "run_1", inside, ways };

describe("a wire of the run that is shown", () => {
  it("inside a loop was taken when any round took it", () => {
    expect(wireState(run, { from: "read", to: "big" })).toBe("taken");
    expect(wireState(run, { from: "big", port: "no", to: "book" })).toBe("taken");
  });

  it("inside a loop is active while what follows is at work in any round", () => {
    expect(wireState(run, { from: "big", port: "yes", to: "ask" })).toBe("active");
  });

  it("inside a loop is untaken when no round went on that way", () => {
    expect(wireState(run, { from: "read", port: "error", to: "ask" })).toBe("untaken");
    expect(wireState(run, { from: "book", to: "later" })).toBe("untaken");
  });

  it("outside leads by the exit its step left by, and by no other", () => {
    const steps = new Map([
      ["big", ended("big", "yes")],
      ["ask", ended("ask", "approve")],
    ]);
    expect(wireState({ ...noRun, steps }, { from: "big", port: "yes", to: "ask" })).toBe("taken");
    expect(wireState({ ...noRun, steps }, { from: "big", port: "no", to: "ask" })).toBe("untaken");
  });
});
