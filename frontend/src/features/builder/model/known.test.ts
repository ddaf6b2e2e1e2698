import { describe, expect, it } from "vitest";
import { emptyGraph, type Graph } from "./graph";
import {
  brief,
  canOpen,
  childrenOf,
  linesOf,
  pinnedIn,
  rootsOfGroup,
  type Sources,
  sourcesOf,
} from "./known";
import type { VariableGroup } from "./outputs";

const graph: Graph = {
  ...emptyGraph,
  steps: [
    { id: "a", type: "set", with: {}, pinned: { output: { n: 1 } } },
    { id: "b", type: "set", with: {} },
    { id: "c", type: "set", with: {} },
  ],
};
const seen = (step_id: string, output: unknown, status = "succeeded", input: unknown = null) => ({
  step_id,
  status,
  input,
  output,
});
const group: VariableGroup = {
  step: "b",
  name: "Prepare",
  variables: [
    { expression: "steps.b.output.total", name: "total", type: "number", description: "", children: [] },
    { expression: "steps.b.output.gone", name: "gone", type: "string", description: "", children: [] },
  ],
};
const value = { total: 5, lines: [{ sku: "x1" }, { sku: "Gear" }], "two words": true };
const sources: Sources = {
  input: null,
  outputs: new Map([["b", { value, origin: "run" as const }]]),
  lists: new Map([["each", [{ name: "Ana" }]]]),
};

describe("what is known of a step", () => {
  it("is its pin, else the run that is shown, else the newest run", () => {
    const found = sourcesOf(
      graph,
      [seen("a", "shown"), seen("b", "shown"), seen("c", null, "failed")],
      [seen("a", "run"), seen("b", "run"), seen("c", "run", "succeeded", { items: [7] })],
      { shown: undefined, newest: { n: 2 } },
    );

    expect(Object.fromEntries(found.outputs)).toEqual({
      a: { value: { n: 1 }, origin: "pin" },
      b: { value: "shown", origin: "shown" },
      c: { value: "run", origin: "run" },
    });
    expect(found.input).toEqual({ value: { n: 2 }, origin: "run" });
    expect(found.lists.get("c")).toEqual([7]);
  });

  it("opens as far as there is something: what is promised first, then what else came", () => {
    const roots = rootsOfGroup(group, sources);

    expect(roots.map((each) => [each.name, each.known?.value])).toEqual([
      ["total", 5],
      ["gone", undefined],
      ["lines", value.lines],
      ["two words", true],
    ]);
    const [, , lines, words] = roots;
    expect(words?.expression).toBe('steps.b.output["two words"]');
    expect(childrenOf(lines as never).map((each) => each.expression)).toEqual([
      "steps.b.output.lines[0]",
      "steps.b.output.lines[1]",
    ]);
    expect(roots.map(canOpen)).toEqual([false, false, true, false]);
  });

  it("is the output as a whole where that is no group", () => {
    const text: Sources = {
      ...sources,
      outputs: new Map([["b", { value: "plain", origin: "run" as const }]]),
    };

    expect(rootsOfGroup(group, text).map((each) => each.expression)).toEqual(["steps.b.output"]);
  });

  it("is the first round of a loop", () => {
    const round: VariableGroup = {
      step: "each",
      round: true,
      name: "Each",
      variables: ["item", "index"].map((name) => ({
        expression: name,
        name,
        type: "any",
        description: "",
        children: [],
      })),
    };

    expect(rootsOfGroup(round, sources).map((each) => each.known?.value)).toEqual([{ name: "Ana" }, 0]);
  });

  it("is found by path and by value, with what is around it", () => {
    const roots = rootsOfGroup(group, sources);
    const shown = (search: string) =>
      linesOf(roots, new Set(), search).map((line) => [line.node.expression.slice(15), line.level, line.hit]);

    expect(shown("gear")).toEqual([
      ["lines", 0, false],
      ["lines[1]", 1, false],
      ["lines[1].sku", 2, true],
    ]);
    expect(shown("total")).toEqual([["total", 0, true]]);
    expect(shown("nothing like it")).toEqual([]);
  });

  it("shows what was opened and no more", () => {
    const roots = rootsOfGroup(group, sources);
    const opened = new Set(["steps.b.output.lines"]);

    expect(linesOf(roots, opened, "").map((line) => line.node.name)).toEqual([
      "total",
      "gone",
      "lines",
      "[0]",
      "[1]",
      "two words",
    ]);
  });

  it("fits on a line", () => {
    expect(brief("a\n  b")).toEqual({ text: "a b" });
    expect(brief("x".repeat(100))).toEqual({ text: `${"x".repeat(59)}…` });
    expect(brief([1, 2])).toEqual({ count: 2, kind: "items" });
    expect(brief(null)).toEqual({ text: "–" });
  });

  it("is sent along for the steps that are pinned", () => {
    expect(pinnedIn(graph, ["a", "b"])).toEqual({ a: { n: 1 } });
  });
});
