import { describe, expect, it } from "vitest";
import { edge, type Graph, type Step } from "./graph";
import { chain, stepTypes } from "./sample.testing";
import { catalogue, type StepType } from "./step-types";
import { actsOutside, feeding, leadingTo, reallyActing, runToTestOn } from "./testing";

const mail = { ...(stepTypes[0] as StepType), type: "mail", effect: "effect", category: "app" } as StepType;
const ask = { ...mail, type: "ask", effect: "none", category: "people" } as StepType;
const loop = { ...mail, type: "for_each", effect: "none", category: "logic", container: true } as StepType;
const types = catalogue([...stepTypes, mail, ask, loop]);

function graphOf(steps: Partial<Step>[], edges: Graph["edges"]): Graph {
  const whole = steps.map((step) => ({ type: "mail", with: {}, ...step })) as Step[];
  return { ...chain("x"), steps: whole, edges };
}
const looped = graphOf(
  [
    { id: "before" },
    { id: "aside" },
    { id: "each", type: "for_each" },
    { id: "first", in: "each" },
    { id: "second", in: "each" },
    { id: "after" },
  ],
  [edge("before", "each"), edge("first", "second"), edge("each", "after")],
);

describe("a step that acts outside", () => {
  const by = { setting: "method", default: "GET", values: { GET: "read", HEAD: "read" } };
  const acts = (own: Partial<Step>) =>
    actsOutside({ id: "a", type: "mail", with: {}, ...own }, { ...mail, effect_by: by });

  it("is one whose settings make it so, as the engine has it", () => {
    expect(acts({})).toBe(false);
    expect(acts({ with: { method: "HEAD" } })).toBe(false);
    expect(acts({ with: { method: "POST" } })).toBe(true);
    expect(acts({ with: { method: "{{ input.method }}" } })).toBe(true);
    expect(acts({ with: { method: "POST" }, effect: "read" })).toBe(false);
    expect(acts({ with: { method: "constructor" } })).toBe(true);
  });
});

describe("a test of a step", () => {
  it("needs what leads to it, inside its loop and before it", () => {
    expect([...leadingTo(looped, "second")].sort()).toEqual(["before", "each", "first", "second"]);
    expect(feeding(looped, "second")).toEqual(["first", "before"]);
    expect(feeding(looped, "first")).toEqual(["before"]);
  });

  it("needs a loop before it with all that is inside", () => {
    expect([...leadingTo(looped, "after")].sort()).toEqual(["after", "before", "each", "first", "second"]);
  });

  it("goes on from the run that is shown when that has what it needs", () => {
    const known = [{ runId: "run_9", stepId: "a" }];

    expect(runToTestOn(["a"], known, { runId: "run_5", has: new Set(["a"]) })).toBe("run_5");
    expect(runToTestOn(["a"], known, { runId: "run_5", has: new Set() })).toBe("run_9");
  });

  it("goes on from the run that can have all it needs: the older of the newest", () => {
    const known = [
      { runId: "run_7", stepId: "b" },
      { runId: "run_9", stepId: "a" },
      { runId: "run_1", stepId: "other" },
    ];

    expect(runToTestOn(["a", "b"], known, null)).toBe("run_7");
    expect(runToTestOn(["never"], known, null)).toBeNull();
  });

  it("needs no run for what is pinned", () => {
    const pinned = graphOf([{ id: "a", pinned: { output: 1 } }, { id: "b" }], [edge("a", "b")]);

    expect(feeding(pinned, "b")).toEqual([]);
  });

  it("really does what sends and whom it asks, unless an answer or a pin stands for it", () => {
    const graph = graphOf(
      [
        { id: "sends" },
        { id: "asks", type: "ask" },
        { id: "pinned", pinned: { output: {} } },
        { id: "answered" },
        { id: "each", type: "for_each", pinned: { output: {} } },
        { id: "inside", in: "each" },
      ],
      [],
    );
    const all = new Set(graph.steps.map((step) => step.id));

    const acting = reallyActing(graph, all, types, new Set(["answered"]));

    expect(acting.map((step) => step.id)).toEqual(["sends", "asks"]);
  });
});
