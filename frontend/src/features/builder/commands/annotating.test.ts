import { describe, expect, it } from "vitest";
import { drop } from "../canvas/dropping";
import { edge } from "../model/graph";
import { groupOf } from "../model/groups";
import { chain, loop, stepTypes } from "../model/sample.testing";
import { createBuilderStore } from "../stores/store";
import { addStep, nudge, removeSelected, tidyAll } from "./actions";
import {
  focusNextMark,
  group,
  newNote,
  recolour,
  regroup,
  renameGroup,
  stretchNote,
  ungroup,
  writeNote,
} from "./annotating";
import { duplicate } from "./copying";

function open(readOnly = false) {
  let time = 0;
  const graph = chain("a", "b", "c");
  const now = () => {
    time += 5_000;
    return time;
  };
  return createBuilderStore({
    workflowId: "w",
    name: "W",
    revision: 1,
    graph,
    types: stepTypes,
    readOnly,
    now,
  });
}
const graphOf = (store: ReturnType<typeof open>) => store.getState().document.graph;
const sort = stepTypes[0] as (typeof stepTypes)[0];

describe("notes", () => {
  it("are added, written, coloured, stretched, moved, duplicated and deleted, each as one undo", () => {
    const store = open();
    const id = newNote(store) as string;
    expect(store.getState()).toMatchObject({ editing: id, focus: id });

    writeNote(store, id, "Ask Ana");
    recolour(store, "sky");
    stretchNote(store, 16, 32);
    nudge(store, 8, 0);
    const [one] = graphOf(store).notes;
    duplicate(store);
    removeSelected(store);

    expect(one).toMatchObject({ text: "Ask Ana", colour: "sky", width: 256, height: 168, x: 8 });
    expect(graphOf(store).notes).toEqual([one]);
    expect(store.getState().document.past).toHaveLength(7);
    while (store.getState().document.past.length > 0) store.getState().undo();
    expect(graphOf(store)).toEqual(chain("a", "b", "c"));
  });

  it("are not written by those who may only look", () => {
    const store = open(true);

    expect(newNote(store)).toBeNull();
    expect(graphOf(store).notes).toEqual([]);
  });

  it("are reached by key, one after the other", () => {
    const store = open();
    const first = newNote(store);
    const second = newNote(store);

    focusNextMark(store);
    expect(store.getState().focus).toBe(first);
    focusNextMark(store);
    expect(store.getState().focus).toBe(second);
  });
});

describe("notes on a container", () => {
  function withLoop() {
    const store = open();
    const note = { text: "Only paid ones", colour: "amber" as const, width: 120, height: 72 };
    const graph = {
      ...graphOf(store),
      steps: [...graphOf(store).steps, loop("each"), { id: "pay", type: "end", with: {}, in: "each" }],
      layout: { ...graphOf(store).layout, each: { x: 0, y: 400 }, pay: { x: 40, y: 88 } },
      notes: [
        { ...note, id: "note-on", x: 40, y: 480 },
        { ...note, id: "note-off", x: 2_000, y: 480 },
      ],
    };
    const types = stepTypes;
    return createBuilderStore({ workflowId: "w", name: "W", revision: 1, graph, types, readOnly: false });
  }
  const placesOf = (store: ReturnType<typeof open>) =>
    Object.fromEntries(graphOf(store).notes.map(({ id, x, y }) => [id, { x, y }]));

  it("move with it by key and by drag, those beside it do not, and one undo takes all back", () => {
    const store = withLoop();
    store.getState().select(["each"]);

    nudge(store, 8, 16);
    expect(placesOf(store)["note-on"]).toEqual({ x: 48, y: 496 });
    drop(store, [{ id: "each", position: { x: 108, y: 416 } }], { scope: null, group: null }, { x: 0, y: 0 });

    expect(placesOf(store)).toEqual({ "note-on": { x: 148, y: 496 }, "note-off": { x: 2_000, y: 480 } });
    store.getState().undo();
    expect(placesOf(store)["note-on"]).toEqual({ x: 48, y: 496 });
  });

  it("are not moved twice when they are chosen too", () => {
    const store = withLoop();
    store.getState().select(["each", "note-on"]);

    nudge(store, 8, 0);

    expect(placesOf(store)["note-on"]).toEqual({ x: 48, y: 480 });
  });
});

describe("groups", () => {
  function grouped() {
    const store = open();
    store.getState().select(["a", "b"]);
    group(store);
    const id = groupOf(graphOf(store), "a")?.id as string;
    return { store, id };
  }

  it("move their members, and only the frame goes when one is deleted", () => {
    const { store, id } = grouped();
    renameGroup(store, id, "Money");

    nudge(store, 8, 16);
    removeSelected(store);

    expect(graphOf(store).layout).toMatchObject({
      a: { x: 8, y: 16 },
      b: { x: 328, y: 16 },
      c: { x: 640, y: 0 },
    });
    expect(graphOf(store).groups).toEqual([]);
    expect(graphOf(store).steps).toHaveLength(3);
  });

  it("take steps in and let them out by command, and are dissolved from a member", () => {
    const { store, id } = grouped();

    regroup(store, ["c"], id);
    regroup(store, ["a"], null);
    expect(graphOf(store).groups[0]?.members).toEqual(["b", "c"]);

    store.getState().select(["b"]);
    ungroup(store);
    expect(graphOf(store).groups).toEqual([]);
    expect([...store.getState().selected]).toEqual(["b", "c"]);
  });

  it("take in what is dropped into the frame, and let out what is dragged beyond it", () => {
    const { store, id } = grouped();
    const ground = { x: 0, y: 0 };

    drop(store, [{ id: "c", position: { x: 100, y: 100 } }], { scope: null, group: id }, ground);
    drop(store, [{ id: "a", position: { x: 0, y: 900 } }], { scope: null, group: null }, ground);

    expect(graphOf(store).groups[0]?.members).toEqual(["b", "c"]);
    expect(store.getState().document.past.map((entry) => entry.label)).toEqual([
      "group",
      "joinGroup",
      "leaveGroup",
    ]);
  });

  it("keep their members when all of them, or the frame itself, are dragged", () => {
    const { store, id } = grouped();
    const ground = { x: 0, y: 0 };
    const both = [
      { id: "a", position: { x: 0, y: 900 } },
      { id: "b", position: { x: 320, y: 900 } },
    ];

    drop(store, both, { scope: null, group: null }, ground);
    drop(store, [{ id, position: { x: -24, y: 744 } }], { scope: "own", group: null }, ground);

    expect(graphOf(store).groups[0]?.members).toEqual(["a", "b"]);
    expect(graphOf(store).layout).toMatchObject({ a: { x: 0, y: 800 }, b: { x: 320, y: 800 } });
  });

  it("take in a step that is put between two members, and stay whole when tidied", () => {
    const { store, id } = grouped();

    const added = addStep(store, sort, { edge: edge("a", "b") }) as string;
    tidyAll(store);

    expect(groupOf(graphOf(store), added)?.id).toBe(id);
  });
});
