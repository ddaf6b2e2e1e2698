import { describe, expect, it } from "vitest";
import { connect, isRefusal, targetsOf } from "./connect";
import { edge, type Graph } from "./graph";
import { apply, applyAll, freeId, type Operation, setAt } from "./operations";
import { chain, chance, randomGraph, step, types } from "./sample.testing";

const done = (result: ReturnType<typeof apply>): Graph => {
  if (isRefusal(result)) throw new Error(`refused: ${result.refused}`);
  return result;
};

/** What is left when steps that nothing leads to are taken away again and again. */
function inCycles(graph: Graph): string[] {
  let left = graph.steps.map((each) => each.id);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const fed = new Set(graph.edges.filter((each) => left.includes(each.from)).map((each) => each.to));
    left = left.filter((id) => fed.has(id));
  }
  return left;
}

describe("connecting", () => {
  it("adds an edge between two steps", () => {
    const graph = { ...chain("a", "b"), edges: [] };

    const next = connect(graph, { step: "a" }, "b");

    expect(next).toMatchObject({ edges: [{ from: "a", to: "b" }] });
    expect(graph.edges).toEqual([]);
  });

  it.each([
    ["a step to itself", "a", "a", "selfLoop"],
    ["the same wire twice", "a", "b", "duplicateEdge"],
    ["a way back", "c", "a", "cycle"],
    ["a step that is not there", "a", "nobody", "unknownStep"],
  ])("refuses %s and says why", (_, from, to, reason) => {
    const graph = chain("a", "b", "c");

    const result = connect(graph, { step: from }, to);

    expect(result).toMatchObject({ refused: reason });
  });

  it("lets two exits of one step lead to the same step", () => {
    const graph = done(connect({ ...chain("a", "b"), edges: [] }, { step: "a", port: "yes" }, "b"));

    const next = connect(graph, { step: "a", port: "no" }, "b");

    expect(isRefusal(next)).toBe(false);
  });

  it("tells for all steps at once what connect would say of each", () => {
    const graph = randomGraph(40, chance(7));

    const verdicts = targetsOf(graph, { step: "s12" });

    for (const each of graph.steps) {
      const single = connect(graph, { step: "s12" }, each.id);
      expect(verdicts.get(each.id) === null).toBe(!isRefusal(single));
    }
  });

  it("never makes a cycle, whatever is connected", () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = chance(seed);
      let graph: Graph = { ...randomGraph(25, random), edges: [] };
      for (let n = 0; n < 120; n += 1) {
        const from = `s${Math.floor(random() * 25)}`;
        const next = connect(graph, { step: from }, `s${Math.floor(random() * 25)}`);
        if (!isRefusal(next)) graph = next;
      }

      expect(inCycles(graph)).toEqual([]);
    }
  });
});

describe("operations", () => {
  it("put a step into an edge", () => {
    const graph = chain("a", "b");

    const next = done(
      apply(graph, { kind: "insertIntoEdge", edge: edge("a", "b"), step: step("m"), layout: {} }, types),
    );

    expect(next.edges).toEqual([edge("a", "m"), edge("m", "b")]);
  });

  it("take the wires of a removed step away with it", () => {
    const graph = chain("a", "b", "c");

    const next = done(apply(graph, { kind: "removeSteps", ids: ["b"] }, types));

    expect(next.steps.map((each) => each.id)).toEqual(["a", "c"]);
    expect(next.edges).toEqual([]);
    expect(next.layout).not.toHaveProperty("b");
  });

  it("rename a step together with its wires, place and references", () => {
    const graph = chain("a", "b");
    graph.steps[1] = step("b", "{{ steps.a.output.label }} is not 'steps.a'");
    graph.output = { kind: "{{ steps.a.output.label }}" };

    const next = done(apply(graph, { kind: "changeStepId", from: "a", to: "first" }, types));

    expect(next.steps[1]?.with.text).toBe("{{ steps.first.output.label }} is not 'steps.a'");
    expect(next.output).toEqual({ kind: "{{ steps.first.output.label }}" });
    expect(next.edges).toEqual([edge("first", "b")]);
    expect(next.layout.first).toEqual({ x: 0, y: 0 });
  });

  it("refuse an id that is taken or malformed", () => {
    const graph = chain("a", "b");

    const taken = apply(graph, { kind: "changeStepId", from: "a", to: "b" }, types);
    const malformed = apply(graph, { kind: "changeStepId", from: "a", to: "B 1" }, types);

    expect(taken).toMatchObject({ refused: "stepIdTaken" });
    expect(malformed).toMatchObject({ refused: "badStepId" });
  });

  it("give the same graph back when nothing changes", () => {
    const graph = chain("a", "b");
    const idle: Operation[] = [
      { kind: "moveSteps", layout: { a: { x: 0, y: 0 } } },
      { kind: "setStep", id: "a", path: ["with", "text"], value: "" },
      { kind: "removeSteps", ids: ["nobody"] },
    ];

    const next = applyAll(graph, idle, types);

    expect(next).toBe(graph);
  });

  it("change all or nothing", () => {
    const graph = chain("a", "b");
    const operations: Operation[] = [
      { kind: "removeEdges", edges: [edge("a", "b")] },
      { kind: "connect", edge: edge("a", "a") },
    ];

    const next = applyAll(graph, operations, types);

    expect(next).toMatchObject({ refused: "selfLoop" });
    expect(graph.edges).toHaveLength(1);
  });
});

describe("setting a value at a path", () => {
  it("keeps what is beside it and removes on undefined", () => {
    const before = { with: { rows: [{ a: 1 }, { a: 2 }], other: true } };

    const changed = setAt(before, ["with", "rows", 1, "a"], 5);
    const removed = setAt(before, ["with", "rows", 0], undefined);

    expect(changed).toEqual({ with: { rows: [{ a: 1 }, { a: 5 }], other: true } });
    expect(removed).toEqual({ with: { rows: [{ a: 2 }], other: true } });
    expect(before.with.rows).toHaveLength(2);
  });
});

describe("a free id", () => {
  it("comes from the words and never collides", () => {
    const taken = new Set(["what_is_it"]);

    expect(freeId("What is it?", taken)).toBe("what_is_it_2");
    expect(freeId("Über größe", taken)).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(freeId("123", taken)).toBe("step");
  });
});
