import { describe, expect, it } from "vitest";
import { copySteps, pasteSteps, pasting } from "./clipboard";
import { isRefusal, targetsOf, whyNot } from "./connect";
import { aroundOf, insideOf, rootsOf, scopeOf, visibleFrom } from "./containers";
import { difference } from "./difference";
import { boxesOf, overlaps, sizesOf } from "./geometry";
import { edge, type Graph, type Step } from "./graph";
import { tidyNested } from "./layout";
import { apply, applyAll } from "./operations";
import { variablesFor } from "./outputs";
import { makeRoom } from "./room";
import { chain, chance, loop, types } from "./sample.testing";
import { validate } from "./validate";

/** before → each( read → each_line( send ) ) → after */
function nested(): Graph {
  const base = chain("before", "each", "after");
  const inside = (step: Step, scope: string): Step => ({ ...step, in: scope });
  const [before, , after] = base.steps as [Step, Step, Step];
  return {
    ...base,
    steps: [
      before,
      loop("each"),
      after,
      inside({ ...before, id: "read" }, "each"),
      inside(loop("each_line"), "each"),
      inside({ ...before, id: "send" }, "each_line"),
    ],
    edges: [...base.edges, edge("read", "each_line")],
    layout: {},
  };
}
const done = (graph: Graph | { refused: string }): Graph => {
  if ("refused" in graph) throw new Error(graph.refused);
  return graph;
};
const put = (graph: Graph, ids: string[], into: string | null) =>
  apply(graph, { kind: "nestSteps", ids, into, layout: {} }, types);

describe("containers", () => {
  it("know what is around a step and what is inside, however deep", () => {
    const graph = nested();

    expect(aroundOf(graph, "send")).toEqual(["each_line", "each"]);
    expect([...insideOf(graph, ["each"])].sort()).toEqual(["each_line", "read", "send"]);
    expect(rootsOf(graph, ["each", "send", "after"])).toEqual(["each", "after"]);
  });

  it("leave no step out of sight when a container is gone or stands in itself", () => {
    const graph = nested();
    const lost = {
      ...graph,
      steps: graph.steps.map((s) => (s.id === "each" ? { ...s, in: "each_line" } : s)),
    };

    expect(scopeOf(lost, "each")).toBeNull();
    expect(boxesOf(lost, types).size).toBe(graph.steps.length);
    expect(validate(lost, types).map((each) => each.code)).toContain("lostContainer");
  });

  it("are joined by no wire with what is inside another", () => {
    expect(whyNot(nested(), edge("before", "read"))).toMatchObject({ refused: "acrossBorder" });
    expect(targetsOf(nested(), { step: "read" }).get("after")).toMatchObject({ refused: "acrossBorder" });
    expect(whyNot(nested(), edge("each", "read"))).toMatchObject({ refused: "acrossBorder" });
  });

  it("take a step in, and its wires across the border go", () => {
    const graph = done(put(chainAndLoop(), ["b"], "each"));

    expect(scopeOf(graph, "b")).toBe("each");
    expect(graph.edges).toEqual([]);
  });

  it("take nothing into themselves, nor into a step that can hold none", () => {
    expect(put(nested(), ["each"], "each_line")).toMatchObject({ refused: "insideItself" });
    expect(put(nested(), ["before"], "after")).toMatchObject({ refused: "notAContainer" });
  });

  it("go with all that is inside them", () => {
    const graph = done(apply(nested(), { kind: "removeSteps", ids: ["each"] }, types));

    expect(graph.steps.map((step) => step.id)).toEqual(["before", "after"]);
  });

  it("keep what is inside, and what refers to their rounds, when they get a new id", () => {
    const graph = nested();
    const send = graph.steps.find((step) => step.id === "send") as Step;
    const talking = {
      ...graph,
      steps: graph.steps.map((s) => (s === send ? { ...s, with: { text: "{{ loops.each.item }}" } } : s)),
    };

    const after = done(apply(talking, { kind: "changeStepId", from: "each", to: "row" }, types));

    expect(scopeOf(after, "read")).toBe("row");
    expect(after.steps.find((s) => s.id === "send")?.with).toEqual({ text: "{{ loops.row.item }}" });
  });

  it("are copied with what is inside, under fresh ids", () => {
    const graph = nested();

    const pasted = pasteSteps(copySteps(graph, ["each"]), graph, types, (first) => first);
    const after = done(applyAll(graph, pasted ? pasting(pasted) : [], types));

    expect(aroundOf(after, "send_2")).toEqual(["each_line_2", "each_2"]);
    expect(after.edges).toContainEqual(edge("read_2", "each_line_2"));
  });
});

describe("undo across containers", () => {
  it("is told as operations that lead to the same workflow, whatever was nested", () => {
    const random = chance(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    for (let round = 0; round < 200; round += 1) {
      const from = nested();
      let to: Graph = from;
      for (let n = 0; n < 4; n += 1) {
        const id = pick(to.steps)?.id ?? "none";
        const into = pick([null, "each", "each_line"]);
        const next =
          random() < 0.3
            ? apply(to, { kind: "removeSteps", ids: [id] }, types)
            : put(to, [id], to.steps.some((s) => s.id === into) ? into : null);
        if (!isRefusal(next)) to = next;
      }
      const back = done(applyAll(to, difference(to, from), types));

      expect(sorted(back)).toEqual(sorted(from));
    }
  });
});

describe("frames", () => {
  it("are laid out from the inside out: nothing overlaps, all of it inside its frame", () => {
    const graph = { ...nested() };
    const placed = { ...graph, layout: tidyNested(graph, types) };

    const boxes = boxesOf(placed, types);

    for (const a of placed.steps)
      for (const b of placed.steps)
        if (a.id < b.id && scopeOf(placed, a.id) === scopeOf(placed, b.id))
          expect(overlaps(boxes.get(a.id) as never, boxes.get(b.id) as never)).toBe(false);
    for (const id of ["read", "each_line", "send"]) {
      const [box, frame] = [boxes.get(id), boxes.get(scopeOf(placed, id) as string)];
      expect(box && frame && box.x > frame.x && box.x + box.width < frame.x + frame.width).toBe(true);
      expect(box && frame && box.y > frame.y && box.y + box.height < frame.y + frame.height).toBe(true);
    }
  });

  it("push aside what they would cover when they grow, in every frame around", () => {
    const graph = nested();
    const before = { ...graph, layout: tidyNested(graph, types) };
    const send = before.layout.send as { x: number; y: number };
    const after = { ...before, layout: { ...before.layout, send: { x: send.x + 600, y: send.y } } };

    const moved = makeRoom(before, after, types, ["each_line"]);

    const grown =
      (sizesOf(after, types).get("each")?.width ?? 0) - (sizesOf(before, types).get("each")?.width ?? 0);
    expect(grown).toBe(600);
    expect(moved.after?.x).toBe((before.layout.after?.x ?? 0) + 600);
  });

  it("move what comes too near to the edge back inside", () => {
    const graph = nested();
    const before = { ...graph, layout: tidyNested(graph, types) };
    const after = { ...before, layout: { ...before.layout, send: { x: -50, y: 10 } } };

    const moved = makeRoom(before, after, types, ["each_line"]);

    expect(moved.send?.x).toBeGreaterThan(0);
    expect(moved.send?.y).toBeGreaterThan(64);
  });
});

describe("what a step inside a loop may use", () => {
  const names = (graph: Graph, id: string | null, eachRound = false) =>
    variablesFor(graph, id, types, eachRound).flatMap((g) => g.variables.map((v) => v.expression));

  it("is its round, the rounds around, and what comes before each of them", () => {
    const found = names(nested(), "send");

    expect(found).toContain("item");
    expect(found).toContain("loops.each.item");
    expect(found).toContain("steps.read.output.label");
    expect(found).toContain("steps.before.output.label");
  });

  it("is not seen from outside: there the loop's own result stands", () => {
    const found = names(nested(), "after");

    expect(found.some((each) => each.startsWith("steps.each.output"))).toBe(true);
    expect(found.some((each) => each.startsWith("steps.read"))).toBe(false);
    expect(found).not.toContain("item");
  });

  it("is offered to the loop's own result of a round as well", () => {
    expect(names(nested(), "each_line", true)).toContain("steps.send.output.label");
    expect([...visibleFrom(nested(), "each_line")].sort()).toEqual(["before", "read"]);
  });

  it("is wrong outside, with words that say what to use instead", () => {
    const graph = nested();
    const steps = graph.steps.map((s) =>
      s.id === "after" ? { ...s, with: { ...s.with, text: "{{ steps.read.output.label }}" } } : s,
    );

    const found = validate({ ...graph, steps }, types);

    expect(found).toContainEqual(expect.objectContaining({ step: "after", code: "innerStepReference" }));
  });

  it("must be something: an empty container is a problem, a filled one is none", () => {
    const codes = (graph: Graph) => validate(graph, types).map((each) => `${each.step} ${each.code}`);

    expect(codes(chainAndLoop())).toContain("each emptyContainer");
    expect(codes(nested()).filter((each) => each.includes("Container"))).toEqual([]);
    expect(codes(nested()).filter((each) => each.includes("StepReference"))).toEqual([]);
  });
});

function chainAndLoop(): Graph {
  const base = chain("a", "b", "c");
  return { ...base, steps: [...base.steps, loop("each")] };
}

function sorted(graph: Graph): unknown {
  const key = (value: unknown) => JSON.stringify(value);
  return { steps: graph.steps.map(key).sort(), edges: graph.edges.map(key).sort() };
}
