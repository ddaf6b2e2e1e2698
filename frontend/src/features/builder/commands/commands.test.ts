import { describe, expect, it } from "vitest";
import { edge, emptyGraph, type Graph } from "../model/graph";
import { chain, stepTypes } from "../model/sample.testing";
import { createBuilderStore } from "../stores/store";
import { addEdge, addStep, moveFocus, removeSelected, tidyAll } from "./actions";
import { duplicate } from "./copying";
import { commandFor } from "./keys";
import { commands } from "./registry";

function builder(graph: Graph, readOnly = false) {
  return createBuilderStore({ workflowId: "w", name: "W", revision: 1, graph, types: stepTypes, readOnly });
}
const press = (key: string, more: Partial<Parameters<typeof commandFor>[0]> = {}) =>
  commandFor({ key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more })?.id;
const sort = stepTypes[0] as (typeof stepTypes)[0];

describe("actions", () => {
  it("add a step after another, connected and not on top of it", () => {
    const store = builder(chain("a"));

    const id = addStep(store, sort, { from: { step: "a" } });

    const { graph } = store.getState().document;
    expect(graph.edges).toEqual([edge("a", id as string)]);
    expect(graph.layout[id as string]?.x).toBeGreaterThan(232);
    expect([...store.getState().selected]).toEqual([id]);
  });

  it("insert a step into a wire and make room", () => {
    const store = builder(chain("a", "b"));

    const id = addStep(store, sort, { edge: edge("a", "b") }) as string;

    const { graph } = store.getState().document;
    expect(graph.edges).toEqual([edge("a", id), edge(id, "b")]);
    expect(graph.layout.b?.x).toBeGreaterThan((graph.layout[id]?.x ?? 0) + 232);
    expect(store.getState().document.past).toHaveLength(1);
  });

  it("close the gap when a step in a chain is deleted, and give it back on undo", () => {
    const store = builder(chain("a", "b", "c"));
    store.getState().select(["b"]);

    removeSelected(store);
    const after = store.getState().document.graph.edges;
    store.getState().undo();

    expect(after).toEqual([edge("a", "c")]);
    expect(store.getState().document.graph).toEqual(chain("a", "b", "c"));
  });

  it("refuse a wire back with the names people know", () => {
    const store = builder(chain("a", "b"));

    const done = addEdge(store, { step: "b" }, "a");

    expect(done).toBe(false);
    expect(store.getState().said).toMatchObject({ key: "refused.cycle", tone: "refused" });
  });

  it("duplicate what is selected beside the original", () => {
    const store = builder(chain("a", "b"));
    store.getState().select(["a", "b"]);

    duplicate(store);

    expect(store.getState().document.graph.steps.map((step) => step.id)).toEqual(["a", "b", "a_2", "b_2"]);
    expect(store.getState().document.graph.edges).toContainEqual(edge("a_2", "b_2"));
  });

  it("move the focus along wires and tidy as one undo", () => {
    const store = builder({ ...chain("a", "b"), layout: { a: { x: 0, y: 0 }, b: { x: 10, y: 900 } } });

    moveFocus(store, "right");
    moveFocus(store, "right");
    tidyAll(store);

    expect(store.getState().focus).toBe("b");
    expect(store.getState().document.past).toHaveLength(1);
  });

  it("change nothing for those who may only look", () => {
    const store = builder(emptyGraph, true);

    const id = addStep(store, sort, {});

    expect(id).toBeNull();
    expect(store.getState().document.graph).toBe(emptyGraph);
  });
});

describe("keys", () => {
  it.each([
    ["z", { ctrlKey: true }, "undo"],
    ["Z", { ctrlKey: true, shiftKey: true }, "redo"],
    ["n", {}, "add"],
    ["/", {}, "add"],
    ["ArrowRight", {}, "focusRight"],
    ["ArrowRight", { altKey: true }, "nudgeRight"],
    ["!", { shiftKey: true, code: "Digit1" }, "fit"],
    ["Enter", { metaKey: true }, "testRun"],
    ["Delete", {}, "remove"],
    [" ", {}, "testStep"],
    ["u", {}, "runUpTo"],
  ])("%s with %o means %s", (key, more, id) => {
    expect(press(key, more)).toBe(id);
  });

  it("are never given twice", () => {
    const all = commands.flatMap((command) => command.keys);

    expect(new Set(all).size).toBe(all.length);
  });
});
