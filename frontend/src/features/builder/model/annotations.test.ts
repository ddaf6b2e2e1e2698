import { describe, expect, it } from "vitest";
import { MAX_NOTE_TEXT, MAX_NOTES, type Note, readGroups, titleOfNote } from "./annotations";
import { copySteps, pasteSteps, pasting } from "./clipboard";
import { isRefusal } from "./connect";
import { difference } from "./difference";
import { framesOf, withNotes } from "./frames";
import { boxesOf, overlaps } from "./geometry";
import { type Graph, readGraph } from "./graph";
import { groupOf } from "./groups";
import { compact } from "./history";
import { tidyNested } from "./layout";
import { notesAlong } from "./layout-groups";
import { isClash, rebase } from "./merge";
import { applyAll, type Operation } from "./operations";
import { chain, chance, loop, types } from "./sample.testing";

const note = (id: string, more: Partial<Note> = {}): Note => ({
  id: `note-${id}`,
  text: id,
  colour: "amber",
  x: 0,
  y: -200,
  width: 200,
  height: 100,
  ...more,
});

function annotated(): Graph {
  const graph = chain("a", "b", "c", "d");
  graph.notes = [note("x"), note("y", { x: 600 })];
  graph.groups = [{ id: "group-g", name: "Money", colour: "teal", members: ["b", "c", "note-y"] }];
  return graph;
}

function done(graph: Graph, ...operations: Operation[]): Graph {
  const result = applyAll(graph, operations, types);
  if (isRefusal(result)) throw new Error(result.refused);
  return result;
}

const refused = (graph: Graph, operation: Operation) => {
  const result = applyAll(graph, [operation], types);
  return isRefusal(result) ? result.refused : null;
};

describe("notes and groups", () => {
  it("are refused beyond their bounds", () => {
    const many = Array.from({ length: MAX_NOTES }, (_, n) => note(`n${n}`));
    const long = "x".repeat(MAX_NOTE_TEXT + 1);

    expect(refused(annotated(), { kind: "insertNotes", notes: many })).toBe("tooManyNotes");
    expect(refused(annotated(), { kind: "insertNotes", notes: [note("z", { text: long })] })).toBe(
      "noteTooLong",
    );
    expect(refused(annotated(), { kind: "setNote", id: "note-x", patch: { text: long } })).toBe(
      "noteTooLong",
    );
    expect(refused(annotated(), { kind: "insertNotes", notes: [note("x")] })).toBe("duplicateNote");
  });

  it("lose members with the steps, follow a step's new id, and go with the last member", () => {
    const renamed = done(annotated(), { kind: "changeStepId", from: "b", to: "buy" });
    const fewer = done(
      renamed,
      { kind: "removeSteps", ids: ["c"] },
      { kind: "removeNotes", ids: ["note-y"] },
    );

    expect(groupOf(fewer, "buy")?.members).toEqual(["buy"]);
    expect(done(fewer, { kind: "removeSteps", ids: ["buy"] }).groups).toEqual([]);
  });

  it("have each member in one group only, on one ground", () => {
    const graph = annotated();
    graph.steps = [...graph.steps, loop("each")];
    const nested = done(graph, { kind: "nestSteps", ids: ["a", "b"], into: "each", layout: {} });
    const second = { id: "group-h", name: "", colour: "grey" as const, members: ["c", "d"] };

    expect(groupOf(nested, "b")).toBeUndefined();
    expect(refused(nested, { kind: "regroup", members: ["b"], into: "group-g" })).toBe("notTogether");
    expect(groupOf(done(annotated(), { kind: "insertGroups", groups: [second] }), "c")?.id).toBe("group-h");
  });

  it("are read as far as they make sense", () => {
    const there = new Map([
      ["a", null],
      ["b", null],
      ["inner", "each"],
    ]);
    const found = readGroups(
      [
        { id: "group-1", members: ["a", "a", "inner", "gone"], colour: "pink" },
        { id: "group-2", members: ["a"] },
      ],
      there,
    );

    expect(found).toEqual([{ id: "group-1", name: "", colour: "grey", members: ["a"] }]);
    expect(readGraph({ steps: [], notes: [note("x"), note("x"), { id: "note-z" }, 3] }).notes).toEqual([
      note("x"),
    ]);
    expect(titleOfNote(note("x", { text: "\n  \n Ask Ana \nthen" }))).toBe("Ask Ana");
  });

  it("are told as operations that lead from any drawing to any other", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = chance(seed);
      let to = annotated();
      for (let n = 0; n < 12; n += 1) {
        const next = applyAll(to, [randomAnnotation(to, random, n)], types);
        if (!isRefusal(next)) to = next;
      }

      const there = done(annotated(), ...difference(annotated(), to));
      const back = done(to, ...difference(to, annotated()));

      expect(difference(there, to)).toEqual([]);
      expect(difference(back, annotated())).toEqual([]);
    }
  });

  it("join moves of the same note in the log", () => {
    const move = (id: string, x: number): Operation => ({ kind: "setNote", id, patch: { x } });

    expect(compact([move("note-x", 1), move("note-y", 1), move("note-x", 2), move("note-y", 3)])).toEqual([
      move("note-x", 2),
      move("note-y", 3),
    ]);
  });

  it("are merged with what somebody else wrote, unless both wrote in the same note", () => {
    const base = annotated();
    const mine: Operation[] = [{ kind: "setNote", id: "note-x", patch: { text: "mine" } }];
    const moved = done(base, { kind: "setNote", id: "note-x", patch: { x: 80 } });
    const written = done(base, { kind: "setNote", id: "note-x", patch: { text: "theirs" } });

    const merged = rebase(base, done(base, ...mine), mine, moved, types);

    expect(!isClash(merged) && merged.notes[0]).toMatchObject({ text: "mine", x: 80 });
    expect(rebase(base, done(base, ...mine), mine, written, types)).toEqual({ places: ["note:note-x"] });
  });

  it("are copied under fresh ids with their members", () => {
    const graph = annotated();
    let nth = 0;
    const fresh = (kind: string) => `${kind}-new${++nth}`;

    const pasted = pasteSteps(copySteps(graph, ["group-g"]), graph, types, (at) => at, null, fresh);
    const after = done(graph, ...(pasted ? pasting(pasted) : []));

    expect(after.groups[1]).toMatchObject({ name: "Money", members: ["b_2", "c_2", "note-new1"] });
    expect(after.notes).toHaveLength(3);
  });
});

function randomAnnotation(graph: Graph, random: () => number, n: number): Operation {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const things = [...graph.steps, ...graph.notes].map((each) => each.id);
  const groups = graph.groups.map((group) => group.id);
  const choices: Operation[] = [
    { kind: "insertNotes", notes: [note(`n${n}`)] },
    { kind: "removeNotes", ids: [pick(graph.notes)?.id ?? "none"] },
    { kind: "setNote", id: pick(graph.notes)?.id ?? "none", patch: { x: n * 8, text: `text ${n}` } },
    {
      kind: "insertGroups",
      groups: [
        {
          id: `group-n${n}`,
          name: `${n}`,
          colour: "sky",
          members: [pick(things), pick(things)].filter((id, at, all) => all.indexOf(id) === at),
        },
      ],
    },
    { kind: "removeGroups", ids: [pick(groups) ?? "none"] },
    { kind: "regroup", members: [pick(things)], into: random() < 0.4 ? null : (pick(groups) ?? null) },
    { kind: "setGroup", id: pick(groups) ?? "none", patch: { name: `name ${n}` } },
    { kind: "removeSteps", ids: [pick(graph.steps)?.id ?? "none"] },
  ];
  return pick(choices);
}

describe("tidying with groups", () => {
  it("leaves no stranger in a frame and no two frames on each other", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = chance(seed);
      const graph = chain(...Array.from({ length: 24 }, (_, n) => `s${n}`));
      graph.notes = [note("x")];
      graph.groups = [0, 1, 2].map((g) => ({
        id: `group-${g}`,
        name: "",
        colour: "grey",
        members: graph.steps.map((step) => step.id).filter((_, n) => n % 3 === g && random() < 0.5),
      }));
      graph.groups = graph.groups.filter((group) => group.members.length > 0);
      graph.groups[0]?.members.push("note-x");

      const layout = tidyNested(graph, types);
      const notes = graph.notes.map((each) => ({ ...each, ...layout[each.id] }));
      const after: Graph = { ...graph, layout, notes };
      const boxes = withNotes(after, boxesOf(after, types));
      const frames = [...framesOf(after, boxes)];

      for (const [id, frame] of frames) {
        const members = graph.groups.find((group) => group.id === id)?.members ?? [];
        const strangers = [...boxes].filter(
          ([other, box]) => !members.includes(other) && overlaps(frame, box),
        );
        expect(strangers).toEqual([]);
        expect(frames.filter(([other, box]) => other !== id && overlaps(frame, box))).toEqual([]);
      }
    }
  });

  it("moves a note that is in no group as far as the step it is about", () => {
    const graph = annotated();
    const before = boxesOf(graph, types);
    const after = boxesOf({ ...graph, layout: { ...graph.layout, a: { x: 100, y: 40 } } }, types);

    expect(notesAlong(graph, before, after)).toEqual({ "note-x": { x: 100, y: -160 } });
  });
});
