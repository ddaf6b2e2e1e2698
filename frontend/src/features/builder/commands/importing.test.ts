import { describe, expect, it } from "vitest";
import type { Graph } from "@/api/types";
import { compare } from "@/parts/changes/compare";
import { emptyGraph, readGraph } from "../model/graph";
import { createBuilderStore } from "../stores/store";
import { importGraph } from "./importing";

const old = readGraph({
  steps: [
    { id: "a", type: "set", with: { values: { x: 1 } } },
    { id: "b", type: "stop", with: {} },
  ],
  edges: [{ from: "a", to: "b" }],
  layout: { a: { x: 0, y: 0 }, b: { x: 320, y: 0 } },
});
const fresh = {
  input: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  steps: [
    { id: "a", type: "set", name: "Other", with: { values: { y: 2 } } },
    { id: "each", type: "for_each", with: { items: "{{ input.names }}" } },
    { id: "inner", type: "set", in: "each", with: {} },
  ],
  edges: [{ from: "a", to: "each" }],
  output: { done: true },
  timeout: "1h",
};

function open(readOnly = false, graph = old) {
  return createBuilderStore({ workflowId: "wfl_1", name: "Mine", revision: 1, graph, types: [], readOnly });
}
const differs = (a: unknown, b: unknown) => !compare(a as Graph, b as Graph).same;

describe("importing into an open workflow", () => {
  it("puts what is in the file in the place of what was there", () => {
    const store = open();

    expect(importGraph(store, fresh, "File")).toBe(true);

    const { graph } = store.getState().document;
    expect(differs(graph, fresh)).toBe(false);
    expect(graph.steps.every((step) => graph.layout[step.id])).toBe(true);
    expect(store.getState().said).toMatchObject({ tone: "undo", values: { name: "File" } });
  });

  it("is one change that can be undone and done again", () => {
    const store = open();
    importGraph(store, fresh, "File");

    store.getState().undo();
    expect(store.getState().document.graph).toEqual(old);
    store.getState().redo();
    expect(differs(store.getState().document.graph, fresh)).toBe(false);
    expect(store.getState().save).toBe("unsaved");
  });

  it("works on an empty canvas and changes nothing that may only be read", () => {
    const empty = open(false, emptyGraph);
    const closed = open(true);

    expect(importGraph(empty, fresh, "File")).toBe(true);
    expect(importGraph(closed, fresh, "File")).toBe(false);

    expect(differs(empty.getState().document.graph, fresh)).toBe(false);
    expect(closed.getState().document.graph).toBe(old);
  });
});
