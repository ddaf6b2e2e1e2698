import { describe, expect, it } from "vitest";
import type { DraftHistory, SentEdits } from "@/api/types";
import { isRefusal } from "./connect";
import { difference } from "./difference";
import {
  alreadyKept,
  type Edit,
  HISTORY_DEPTH,
  MOST_SENT,
  type OthersEdit,
  outgoing,
  readHistory,
  saved,
} from "./edits";
import { edge, type Graph } from "./graph";
import { type Document, openDocument, perform, redo, replay, type Turn, undo } from "./history";
import { KeptEdits } from "./kept.testing";
import { changedPlaces } from "./merge";
import { applyAll, type Operation } from "./operations";
import { chain, chance, randomGraph, randomOperation, step, types } from "./sample.testing";

const base = chain("a", "b", "c");
const text = (id: string, value: string): Operation => ({
  kind: "setStep",
  id,
  path: ["with", "text"],
  value,
});
const move = (id: string, x: number): Operation => ({ kind: "moveSteps", layout: { [id]: { x, y: 0 } } });
const add = (id: string): Operation => ({
  kind: "insertSteps",
  steps: [step(id)],
  edges: [edge("c", id)],
  layout: { [id]: { x: 900, y: 0 } },
});

function did(document: Document, id: string, ...operations: Operation[]): Document {
  const next = perform(document, { label: "setting", operations }, types, { at: 0, id });
  if (isRefusal(next)) throw new Error(next.refused);
  return next;
}

function must(turn: Turn | null): Document {
  if (turn === null || turn.blocked) throw new Error("nothing was turned");
  return turn.document;
}

/** A draft on the server, and what pages do with it. */
class Kept {
  revision = 1;
  edits = new KeptEdits();
  constructor(public graph: Graph) {}

  save(by: string, document: Document): Document {
    this.revision += 1;
    this.graph = document.graph;
    this.edits.keep(by, outgoing(document) as SentEdits, this.revision);
    const turned = (edits: Edit[]) => saved(edits, document.log, this.revision);
    return { ...document, log: [], past: turned(document.past), future: turned(document.future) };
  }

  /** As a page does that is loaded anew. */
  open(by: string): Document {
    return openDocument(structuredClone(this.graph), this.edits.history(by));
  }
}

const words = (graph: Graph) => graph.steps.map((each) => each.with.text);

describe("a history that was kept", () => {
  it("is undone and done again after a reload", () => {
    const kept = new Kept(base);
    const document = did(did(did(openDocument(base), "1", text("a", "one")), "2", add("d")), "3", {
      kind: "changeStepId",
      from: "b",
      to: "beta",
    });
    kept.save("ana", document);

    const reloaded = kept.open("ana");
    const start = must(undo(must(undo(must(undo(reloaded, types)), types)), types));
    const again = must(redo(must(redo(must(redo(start, types)), types)), types));

    expect(difference(start.graph, base)).toEqual([]);
    expect(undo(start, types)).toBeNull();
    expect(difference(again.graph, document.graph)).toEqual([]);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "leads back to the start and forth again, whatever was done and however it was saved: %i",
    (seed) => {
      const random = chance(seed);
      const start = randomGraph(10, random);
      const kept = new Kept(start);
      let document = openDocument(start);
      for (let n = 0; n < 40; n += 1) {
        const operations = [randomOperation(document.graph, random, n)];
        const next = perform(document, { label: "edit", operations }, types, { at: n, id: `${n}` });
        if (!isRefusal(next)) document = next;
        if (random() < 0.2) document = undo(document, types)?.document ?? document;
        if (random() < 0.3) document = kept.save("ana", document);
      }
      document = kept.save("ana", document);

      const first = document.past.reduce((each) => must(undo(each, types)), kept.open("ana"));
      const last = document.past.reduce((each) => must(redo(each, types)), first);

      expect(difference(first.graph, start)).toEqual([]);
      expect(difference(last.graph, document.graph)).toEqual([]);
      expect(last.future.map((each) => each.id)).toEqual(document.future.map((each) => each.id));
    },
  );

  it("goes on in another tab where the first left off, half undone", () => {
    const kept = new Kept(base);
    const saved = kept.save(
      "ana",
      did(did(openDocument(base), "1", text("a", "one")), "2", text("a", "two")),
    );
    kept.save("ana", must(undo(saved, types)));

    const elsewhere = kept.open("ana");

    expect(words(must(redo(elsewhere, types)).graph)).toEqual(["two", "", ""]);
    expect(words(must(undo(elsewhere, types)).graph)).toEqual(["", "", ""]);
  });

  it("takes back a whole draft that was put in the place of another, and only what differs if somebody went on", () => {
    const before = chain("x", "y");
    const whole = (graph: Graph) => [{ kind: "replace", graph }];
    const row = {
      id: "save-2",
      label: "restoring",
      values: { version: 1 },
      places: ["*"],
      state: "done",
      turned: 2,
    };
    const mine = [{ ...row, at: "", operations: whole(base), inverse: whole(before) }];
    const history = readHistory({ mine, others: [] } as unknown as DraftHistory);

    const same = must(undo(openDocument(structuredClone(base), history), types));
    const further = must(undo(openDocument(applyAll(base, [move("a", 7)], types) as Graph, history), types));

    expect(same.graph).toEqual(before);
    expect(changedPlaces(further.graph, before)).toEqual(new Set());
    expect(difference(must(redo(same, types)).graph, base)).toEqual([]);
  });

  it("bears a whole draft from the interface that lacks notes, groups and places", () => {
    const row = {
      id: "save-2",
      label: "replacing",
      values: {},
      places: ["*"],
      state: "done",
      turned: 2,
      at: "",
    };
    const bare = { steps: chain("x").steps, edges: [] };
    const mine = [
      {
        ...row,
        operations: [{ kind: "replace", graph: base }],
        inverse: [{ kind: "replace", graph: bare }],
      },
    ];
    const history = readHistory({ mine, others: [] } as unknown as DraftHistory);

    const undone = must(undo(openDocument(structuredClone(base), history), types));

    expect(undone.graph).toMatchObject({ notes: [], groups: [], layout: {} });
    expect(undone.graph.steps.map((each) => each.id)).toEqual(["x"]);
  });

  it("leaves a note where somebody else put it since", () => {
    const note = { id: "note-a", text: "", colour: "amber" as const, x: 0, y: 0, width: 200, height: 100 };
    const start: Graph = { ...base, notes: [note] };
    const change = {
      label: "writeNote",
      operations: [{ kind: "setNote" as const, id: "note-a", patch: { text: "mine" } }],
    };
    const written = perform(openDocument(start), change, types, { at: 0, id: "1" }) as Document;
    const moved = applyAll(
      written.graph,
      [{ kind: "setNote", id: "note-a", patch: { x: 80 } }],
      types,
    ) as Graph;
    const others = [{ by: "ben", places: ["at:note-a"], done: true, revision: 3, turned: 3 }];
    const past = written.past.map((each) => ({ ...each, turned: 2 }));

    const undone = must(undo({ ...written, graph: moved, past, others }, types));

    expect(undone.graph.notes[0]).toMatchObject({ text: "", x: 80 });
  });

  it("passes over what a newer release did and this one does not know", () => {
    const row = { id: "1", label: "setting", values: {}, places: [], state: "done", turned: 2, at: "" };
    const mine = [{ ...row, operations: [{ kind: "teleport" }], inverse: [] }];

    const document = openDocument(base, readHistory({ mine, others: [] } as unknown as DraftHistory));

    expect(undo(document, types)).toBeNull();
  });
});

describe("undoing when somebody else changed the draft since", () => {
  /** Ana does this, then Ben that; Ana's page, opened anew. */
  function between(anas: Operation[], bens: Operation[]): Document {
    const kept = new Kept(base);
    kept.save("ana", did(openDocument(base), "mine", ...anas));
    kept.save("ben", did(kept.open("ben"), "theirs", ...bens));
    return kept.open("ana");
  }

  it("takes back mine and leaves theirs where the two touched different things", () => {
    const document = between([text("a", "mine")], [text("b", "theirs")]);

    expect(words(must(undo(document, types)).graph)).toEqual(["", "theirs", ""]);
  });

  it("takes back nothing where theirs would be lost, says whose it is, and goes on with what I did before", () => {
    const kept = new Kept(base);
    kept.save("ana", did(did(openDocument(base), "1", text("c", "first")), "2", text("a", "mine")));
    kept.save("ben", did(kept.open("ben"), "3", text("a", "theirs")));

    const refused = undo(kept.open("ana"), types) as Turn;
    const before = must(undo(refused.document, types));

    expect([refused.blocked, refused.edit.id]).toEqual([{ by: "ben" }, "2"]);
    expect(words(refused.document.graph)).toEqual(["theirs", "", "first"]);
    expect(words(before.graph)).toEqual(["theirs", "", ""]);
  });

  it("does not reach below what was passed over", () => {
    const kept = new Kept(base);
    const mine = did(did(openDocument(base), "1", text("b", "one")), "2", text("a", "x"), text("b", "two"));
    kept.save("ana", mine);
    kept.save("ben", did(kept.open("ben"), "3", text("a", "theirs")));

    const first = undo(kept.open("ana"), types) as Turn;
    const second = undo(first.document, types) as Turn;

    expect([first.blocked, second.blocked]).toEqual([{ by: "ben" }, { by: "ben" }]);
    expect(words(second.document.graph)).toEqual(["theirs", "two", ""]);
  });

  it.each([
    ["a wire at a step that I added", [edge("d", "e")], []],
    ["a text in a step that I added", [], [text("d", "theirs")]],
  ])("keeps %s", (_, edges, more) => {
    const bens: Operation[] = [{ kind: "insertSteps", steps: [step("e")], edges, layout: {} }, ...more];

    expect(undo(between([add("d")], bens), types)?.blocked).toEqual({ by: "ben" });
  });

  it("takes away a step that they only moved, and leaves where they put what I moved as well", () => {
    const added = undo(between([add("d")], [move("d", 5), move("a", 5)]), types);
    const both = undo(between([move("a", 1), move("b", 1)], [move("a", 2)]), types);
    const one = undo(between([move("a", 1)], [move("a", 2)]), types);

    expect(added?.document.graph.steps).toHaveLength(3);
    expect([both?.document.graph.layout.a, both?.document.graph.layout.b]).toEqual([
      { x: 2, y: 0 },
      base.layout.b,
    ]);
    expect(one?.blocked).toEqual({ by: "ben" });
  });

  it("is free again once they have undone theirs", () => {
    const kept = new Kept(base);
    kept.save("ana", did(openDocument(base), "mine", text("a", "mine")));
    const bens = kept.save("ben", did(kept.open("ben"), "theirs", text("a", "theirs")));
    kept.save("ben", must(undo(bens, types)));

    expect(words(must(undo(kept.open("ana"), types)).graph)).toEqual(["", "", ""]);
  });

  it("does not do again what they have changed since it was undone", () => {
    const kept = new Kept(base);
    const mine = kept.save("ana", did(openDocument(base), "mine", text("a", "mine")));
    kept.save("ana", must(undo(mine, types)));
    kept.save("ben", did(kept.open("ben"), "theirs", text("a", "theirs")));

    expect(redo(kept.open("ana"), types)?.blocked).toEqual({ by: "ben" });
  });

  it("takes back nothing from before somebody put another draft in its place", () => {
    const kept = new Kept(base);
    kept.save("ana", did(openDocument(base), "mine", text("a", "mine")));
    const document = kept.open("ana");
    const replaced: OthersEdit = { by: "ben", places: ["*"], done: true, revision: 3, turned: 3 };

    expect(undo({ ...document, others: [replaced] }, types)?.blocked).toEqual({ by: "ben" });
  });
});

describe("what a save says of edits", () => {
  it("has each edit with what takes it back, once, however often it was undone and done again", () => {
    const done = did(openDocument(base), "1", text("a", "one"));

    const sent = outgoing(must(redo(must(undo(done, types)), types))) as SentEdits;

    expect(sent.made.map(({ id, state, places }) => ({ id, state, places }))).toEqual([
      { id: "1", state: "done", places: ["step:a"] },
    ]);
    expect(
      words(applyAll(done.graph, sent.made[0]?.inverse as unknown as Operation[], types) as Graph),
    ).toEqual(words(base));
    expect(sent.turned).toEqual([]);
  });

  it("names what was turned of earlier saves, and what can no longer be done again", () => {
    const kept = new Kept(base);
    kept.save("ana", did(did(openDocument(base), "1", text("a", "one")), "2", text("a", "two")));
    const twice = must(undo(must(undo(kept.open("ana"), types)), types));

    const sent = outgoing(did(must(redo(twice, types)), "3", text("b", "three")));

    expect(sent?.turned).toEqual([
      { id: "2", state: "dropped" },
      { id: "1", state: "done" },
    ]);
  });

  it("is nothing when it is too large or too long: then the draft was replaced", () => {
    const large = did(openDocument(base), "1", text("a", "ü".repeat(MOST_SENT / 2)));
    let long = openDocument(base);
    for (let n = 0; n <= HISTORY_DEPTH; n += 1) long = did(long, `${n}`, move("a", n + 1));

    expect([outgoing(large), outgoing(long)]).toEqual([null, null]);
  });

  it("is told from what the server has already", () => {
    const kept = new Kept(base);
    const first = did(openDocument(base), "1", text("a", "one"));
    kept.save("ana", first);
    const { log } = did(must(undo(first, types)), "2", text("b", "two"));

    expect(alreadyKept(log, kept.open("ana"))).toBe(1);
    expect(alreadyKept(log, openDocument(base))).toBe(0);
  });
});

describe("a log that is done once more", () => {
  it("gives the same document with the same history on another graph", () => {
    const kept = new Kept(base);
    kept.save("ana", did(openDocument(base), "1", text("a", "one")));
    const offline = did(must(undo(kept.open("ana"), types)), "2", add("d"));

    const again = replay(kept.open("ana"), offline.log, types) as Document;

    expect(difference(again.graph, offline.graph)).toEqual([]);
    expect(again.past.map((each) => each.id)).toEqual(["2"]);
    expect(again.future).toEqual([]);
    expect(difference(must(undo(again, types)).graph, base)).toEqual([]);
  });
});
