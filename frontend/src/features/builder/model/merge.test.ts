import { describe, expect, it } from "vitest";
import type { Graph } from "./graph";
import { isClash, rebase } from "./merge";
import { applyAll, type Operation } from "./operations";
import { chain, step, types } from "./sample.testing";

const base = chain("a", "b", "c");
const edited = (operations: Operation[]): Graph => applyAll(base, operations, types) as Graph;
const text = (id: string, value: string): Operation => ({
  kind: "setStep",
  id,
  path: ["with", "text"],
  value,
});

describe("two people editing one draft", () => {
  it("keeps both when they touched different steps", () => {
    const mine = [text("a", "mine")];
    const theirs = edited([text("b", "theirs")]);

    const merged = rebase(base, edited(mine), mine, theirs, types) as Graph;

    expect(merged.steps.map((each) => each.with.text)).toEqual(["mine", "theirs", ""]);
  });

  it("asks when both changed the same step", () => {
    const mine = [text("a", "mine")];

    const result = rebase(base, edited(mine), mine, edited([text("a", "theirs")]), types);

    expect(isClash(result as never)).toBe(true);
    expect(result).toEqual({ places: ["step:a"] });
  });

  it("asks when I changed a step that they removed", () => {
    const mine = [text("b", "mine")];

    const result = rebase(base, edited(mine), mine, edited([{ kind: "removeSteps", ids: ["b"] }]), types);

    expect(result).toEqual({ places: ["step:b"] });
  });

  it("does not ask when both did the same", () => {
    const same = [text("a", "same")];

    const merged = rebase(base, edited(same), same, edited(same), types) as Graph;

    expect(merged.steps[0]?.with.text).toBe("same");
  });

  it("never asks about places on the canvas", () => {
    const mine: Operation[] = [{ kind: "moveSteps", layout: { a: { x: 800, y: 8 } } }];
    const theirs = edited([{ kind: "moveSteps", layout: { a: { x: 16, y: 16 } } }]);

    const merged = rebase(base, edited(mine), mine, theirs, types) as Graph;

    expect(merged.layout.a).toEqual({ x: 800, y: 8 });
  });

  it("asks when their graph refuses what I did", () => {
    const mine: Operation[] = [{ kind: "insertSteps", steps: [step("d", "one")], edges: [], layout: {} }];
    const theirs = edited([{ kind: "insertSteps", steps: [step("d", "two")], edges: [], layout: {} }]);

    const result = rebase(base, edited(mine), mine, theirs, types);

    expect(result).toEqual({ places: ["step:d"] });
  });
});
