import { expect, test } from "vitest";
import { chain, stepTypes } from "../model/sample.testing";
import { createBuilderStore } from "../stores/store";
import { align, aligned, distribute, distributed, toggleDisabled } from "./arranging";

const boxes = new Map([
  ["a", { x: 0, y: 0, width: 232, height: 64 }],
  ["b", { x: 400, y: 80, width: 232, height: 120 }],
  ["c", { x: 1000, y: 200, width: 232, height: 64 }],
]);

function open() {
  const graph = chain("a", "b", "c");
  graph.layout.b = { x: 400, y: 160 };
  return createBuilderStore({
    workflowId: "w",
    name: "W",
    revision: 1,
    graph,
    types: stepTypes,
    readOnly: false,
  });
}

test("aligning brings one edge of all boxes into line and leaves the other direction alone", () => {
  expect(Object.values(aligned(boxes, "top")).map((at) => at.y)).toEqual([0, 0, 0]);
  expect(Object.values(aligned(boxes, "bottom")).map((at) => at.y)).toEqual([200, 144, 200]);
  expect(Object.values(aligned(boxes, "right")).map((at) => at.x)).toEqual([1000, 1000, 1000]);
  expect(Object.values(aligned(boxes, "left")).map((at) => at.y)).toEqual([0, 80, 200]);
});

test("distributing leaves the same room between all, and the outermost where they are", () => {
  const layout = distributed(boxes, "x");

  expect(layout.a?.x).toBe(0);
  expect(layout.c?.x).toBe(1000);
  expect(layout.b?.x).toBe(504);
});

test("aligning and distributing are one undo each", () => {
  const store = open();
  const before = store.getState().document.graph;
  store.getState().select(["a", "b", "c"]);

  align(store, "top");
  distribute(store, "x");

  expect(store.getState().document.past).toHaveLength(2);
  store.getState().undo();
  store.getState().undo();
  expect(store.getState().document.graph).toEqual(before);
});

test("switching off takes all that are selected, and on again once all of them are off", () => {
  const store = open();
  const off = () => store.getState().document.graph.steps.map((step) => step.disabled === true);
  store.getState().select(["b"]);
  toggleDisabled(store);
  expect(off()).toEqual([false, true, false]);

  store.getState().select(["a", "b"]);
  toggleDisabled(store);
  expect(off()).toEqual([true, true, false]);

  toggleDisabled(store);
  expect(off()).toEqual([false, false, false]);
  expect(store.getState().document.graph.steps[0]).not.toHaveProperty("disabled");
});
