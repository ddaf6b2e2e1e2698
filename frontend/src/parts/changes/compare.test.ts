import { describe, expect, it } from "vitest";
import type { Graph, StepType } from "@/api/types";
import { compare, countsOf } from "./compare";
import { fieldLabel } from "./labels";
import { isWorthDiffing, textDiff } from "./text-diff";

const before: Graph = {
  steps: [
    { id: "read", type: "ai.extract", with: { fields: ["a"] } },
    { id: "ask", type: "approval", name: "Ask", with: { title: "Pay?", to: ["role:operator"] } },
    { id: "old", type: "stop" },
  ],
  edges: [
    { from: "read", to: "ask" },
    { from: "ask", to: "old", port: "reject" },
  ],
  output: {},
  layout: { read: { x: 0, y: 0 }, ask: { x: 300, y: 0 } },
};

const after: Graph = {
  input: { type: "object", properties: { a: { type: "string" } } },
  steps: [
    { id: "read", type: "ai.extract", with: { fields: ["a"] } },
    { id: "ask", type: "approval", name: "Ask Ana", with: { title: "Pay now?", to: ["role:operator", "x"] } },
    { id: "pay", type: "http.request" },
  ],
  edges: [
    { from: "read", to: "ask" },
    { from: "ask", to: "pay", port: "approve" },
  ],
  layout: { read: { x: 8, y: 0 }, ask: { x: 308, y: 0 } },
};

describe("comparing two graphs", () => {
  it("says what came, went, changed and only moved", () => {
    const found = compare(before, after);

    expect(found.steps.map(({ id, kind }) => [id, kind])).toEqual([
      ["read", "moved"],
      ["ask", "changed"],
      ["pay", "added"],
      ["old", "removed"],
    ]);
    expect(found.edges.map(({ key, kind }) => [key, kind])).toEqual([
      ["ask|approve|pay", "added"],
      ["ask|reject|old", "removed"],
    ]);
    expect(countsOf(found)).toEqual({
      added: 1,
      changed: 1,
      removed: 1,
      moved: 1,
      edges: 2,
      marks: 0,
      whole: 1,
    });
    expect(found.same).toBe(false);
  });

  it("names each field that differs with both values", () => {
    const ask = compare(before, after).steps.find((each) => each.id === "ask");

    expect(ask?.fields).toEqual([
      { path: ["name"], before: "Ask", after: "Ask Ana" },
      { path: ["with", "title"], before: "Pay?", after: "Pay now?" },
      { path: ["with", "to"], before: ["role:operator"], after: ["role:operator", "x"] },
    ]);
  });

  it("is the mirror image the other way round", () => {
    const there = compare(before, after);
    const back = compare(after, before);

    const turned = { added: "removed", removed: "added", changed: "changed", moved: "moved" } as const;
    expect(new Map(back.steps.map(({ id, kind }) => [id, kind]))).toEqual(
      new Map(there.steps.map(({ id, kind }) => [id, turned[kind]])),
    );
    expect(back.whole.map(({ path, before: b, after: a }) => [path, a, b])).toEqual(
      there.whole.map(({ path, before: b, after: a }) => [path, b, a]),
    );
  });

  it("takes what was only tidied for the same", () => {
    const tidied = { ...before, layout: { read: { x: 40, y: 40 } } };

    expect(compare(before, tidied).same).toBe(true);
    expect(countsOf(compare(before, tidied)).moved).toBe(1);
  });

  it("takes nothing, null and empty for the same where they mean the same", () => {
    const input = { type: "object", properties: {}, required: [] };
    const steps = before.steps.map((step) => ({ ...step, with: step.with ?? {} }));

    expect(compare(before, { ...before, steps, input }).same).toBe(true);
    expect(compare(before, { ...before, output: undefined } as unknown as Graph).same).toBe(true);
  });

  it("names notes and groups that say something else, and not those that were only moved", () => {
    const note = {
      id: "note-a",
      text: "Ask Ana\nfirst",
      colour: "amber",
      x: 0,
      y: 0,
      width: 200,
      height: 100,
    };
    const group = { id: "group-a", name: "Money", colour: "grey", members: ["read"] };
    const old = { ...before, notes: [note, { ...note, id: "note-b" }], groups: [group] };
    const fresh = {
      ...before,
      notes: [
        { ...note, text: "Ask Ben", x: 8 },
        { ...note, id: "note-b", y: 80 },
      ],
      groups: [
        { ...group, members: ["read", "note-a"] },
        { ...group, id: "group-b" },
      ],
    };

    const { marks, whole, same } = compare(old, fresh);

    expect(
      marks.map(({ id, kind, name, fields }) => [id, kind, name, fields.map(({ path }) => path[0])]),
    ).toEqual([
      ["note-a", "changed", "Ask Ben", ["text"]],
      ["note-b", "moved", "Ask Ana", []],
      ["group-a", "changed", "Money", ["members"]],
      ["group-b", "added", "Money", []],
    ]);
    expect([whole.length, same]).toEqual([0, false]);
    expect(
      compare(old, {
        ...old,
        notes: [
          { ...note, x: 99 },
          { ...note, id: "note-b" },
        ],
      }).same,
    ).toBe(true);
  });

  it("bears a draft that is no graph yet", () => {
    for (const broken of [{}, { steps: 1 }, { steps: [1, {}, { id: 2 }], edges: "x" }])
      expect(compare(broken as unknown as Graph, before).steps).toHaveLength(3);
  });
});

describe("comparing two texts", () => {
  const texts = [
    "",
    "one",
    "Pay the invoice now.",
    "Pay this invoice\nnow or later.",
    "a b c d e",
    "e d c b a",
    "  x ",
  ];

  it("keeps both texts whole", () => {
    for (const old of texts)
      for (const fresh of texts) {
        const pieces = textDiff(old, fresh);
        const without = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map((piece) => piece.text)
            .join("");
        expect(without("added")).toBe(old);
        expect(without("removed")).toBe(fresh);
      }
  });

  it("marks the words that differ and no others", () => {
    expect(textDiff("Pay the invoice now.", "Pay this invoice now.")).toEqual([
      { kind: "same", text: "Pay " },
      { kind: "removed", text: "the" },
      { kind: "added", text: "this" },
      { kind: "same", text: " invoice now." },
    ]);
  });

  it("bears texts that are long and have nothing in common", () => {
    const long = (word: string) => Array.from({ length: 3_000 }, (_, n) => `${word}${n}`).join(" ");

    expect(textDiff(long("a"), long("b")).length).toBeGreaterThan(0);
    expect(isWorthDiffing(long("a"), long("b"))).toBe(false);
    expect(isWorthDiffing(`${long("a")} end`, `${long("a")} other`)).toBe(true);
    expect(isWorthDiffing("short", "shirt")).toBe(false);
  });
});

describe("naming a field", () => {
  const t = (key: string) => key;
  const type = {
    input_schema: {
      properties: {
        to: { "x-ui": { label: "Who decides" } },
        cases: { items: { properties: { port: { title: "Exit" } } } },
      },
    },
  } as unknown as StepType;

  it("calls it what its form calls it", () => {
    expect(fieldLabel(["with", "to", "1"], type, t)).toBe("Who decides › 2");
    expect(fieldLabel(["with", "cases", "0", "port"], type, t)).toBe("Cases › 1 › Exit");
    expect(fieldLabel(["with", "some_thing"], undefined, t)).toBe("Some thing");
    expect(fieldLabel(["retry", "max_backoff"], type, t)).toBe("field.retry › Max backoff");
    expect(fieldLabel(["input", "properties", "amount", "type"], undefined, t)).toBe(
      "field.input › Amount › Type",
    );
  });
});
