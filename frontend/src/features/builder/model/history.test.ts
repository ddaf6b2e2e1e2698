import { describe, expect, it } from "vitest";
import { isRefusal } from "./connect";
import { difference } from "./difference";
import { HISTORY_DEPTH, operationsOf } from "./edits";
import { equal } from "./equal";
import { edge, type Graph } from "./graph";
import { type Document, openDocument, perform, redo, undo } from "./history";
import { applyAll, type Operation } from "./operations";
import { chain, chance, randomGraph, randomOperation, step, types } from "./sample.testing";

function must(result: ReturnType<typeof perform>): Document {
  if (isRefusal(result)) throw new Error(result.refused);
  return result;
}

function back(document: Document): Document {
  return undo(document, types)?.document ?? document;
}

function forth(document: Document): Document {
  return redo(document, types)?.document ?? document;
}

/** Time n, under an id of its own. */
function moment(n: number, who = "edit"): { at: number; id: string } {
  return { at: n, id: `${who}${n}` };
}

function randomDocument(seed: number, length: number): { start: Graph; document: Document } {
  const random = chance(seed);
  const start = randomGraph(12, random);
  let document = openDocument(start);
  for (let n = 0; n < length; n += 1) {
    const change = { label: "edit", operations: [randomOperation(document.graph, random, n)] };
    const next = perform(document, change, types, moment(n * 1000));
    if (!isRefusal(next)) document = next;
  }
  return { start, document };
}

describe("history", () => {
  it("undoes everything back to the start and redoes it all, whatever was done", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { start, document } = randomDocument(seed, 80);

      let first = document;
      while (first.past.length > 0) first = back(first);
      let last = first;
      while (last.future.length > 0) last = forth(last);

      expect(first.graph).toBe(start);
      expect(last.graph).toBe(document.graph);
    }
  });

  it("keeps a log that, played again from the start, gives the present graph, undoing included", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { start, document } = randomDocument(seed, 60);
      const wandered = forth(back(back(back(document))));

      const replayed = applyAll(start, operationsOf(wandered.log), types);

      expect(isRefusal(replayed)).toBe(false);
      expect(difference(replayed as Graph, wandered.graph)).toEqual([]);
    }
  });

  it("makes one entry of a burst on the same field and two when time passes", () => {
    let document = openDocument(chain("a"));
    const type = (text: string, at: number) => {
      const operations: Operation[] = [{ kind: "setStep", id: "a", path: ["with", "text"], value: text }];
      document = must(perform(document, { label: "edit", operations, group: "a.text" }, types, moment(at)));
    };

    type("h", 0);
    type("he", 300);
    type("hel", 700);
    type("help", 5000);

    expect(document.past).toHaveLength(2);
    expect(back(document).graph.steps[0]?.with.text).toBe("hel");
    expect(document.log).toHaveLength(2);
  });

  it("forgets what is older than its depth", () => {
    let document = openDocument(chain("a"));
    for (let n = 0; n < HISTORY_DEPTH + 20; n += 1) {
      const operations: Operation[] = [{ kind: "moveSteps", layout: { a: { x: n + 1, y: 0 } } }];
      document = must(perform(document, { label: "move", operations }, types, moment(n * 1000)));
    }

    expect(document.past).toHaveLength(HISTORY_DEPTH);
  });

  it("drops what could be redone when something new is done", () => {
    const first = must(
      perform(
        openDocument(chain("a", "b")),
        { label: "cut", operations: [{ kind: "removeEdges", edges: [edge("a", "b")] }] },
        types,
        moment(0),
      ),
    );

    const next = must(
      perform(
        back(first),
        { label: "add", operations: [{ kind: "insertSteps", steps: [step("c")], edges: [], layout: {} }] },
        types,
        moment(1),
      ),
    );

    expect(next.future).toEqual([]);
  });
});

describe("the difference of two graphs", () => {
  it("leads from any graph to any other", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const { start, document } = randomDocument(seed, 50);

      const there = applyAll(start, difference(start, document.graph), types) as Graph;
      const back = applyAll(document.graph, difference(document.graph, start), types) as Graph;

      expect(difference(there, document.graph)).toEqual([]);
      expect(difference(back, start)).toEqual([]);
    }
  });

  it("is empty for equal graphs", () => {
    const graph = chain("a", "b");

    expect(difference(graph, structuredClone(graph))).toEqual([]);
    expect(equal(graph, structuredClone(graph))).toBe(true);
  });
});
