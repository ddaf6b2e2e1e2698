import { describe, expect, it } from "vitest";
import de from "@/locales/de/expressions.json";
import en from "@/locales/en/expressions.json";
import { type Known, placeAt, proposalsAt } from "./completion";
import functions from "./functions.json";
import type { VariableGroup } from "./outputs";

const read: VariableGroup = {
  step: "read",
  name: "Read the invoice",
  variables: [
    { expression: "steps.read.output.total", name: "total", type: "number", description: "", children: [] },
    { expression: "steps.read.output.due", name: "due", type: "date", description: "When", children: [] },
  ],
};
const input: VariableGroup = {
  step: null,
  name: "",
  variables: [{ expression: "input.text", name: "text", type: "string", description: "", children: [] }],
};
const round: VariableGroup = {
  step: "each",
  round: true,
  name: "For each",
  variables: [{ expression: "item", name: "item", type: "any", description: "", children: [] }],
};
const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
const known: Known = {
  groups: [input, round, read],
  sources: {
    input: null,
    outputs: new Map([
      ["read", { value: { total: 5, lines: [{ sku: "Gear" }], "two words": deep }, origin: "run" as const }],
    ]),
    lists: new Map([["each", [{ name: "Ana" }]]]),
  },
};

/** The caret is where | is. */
function at(marked: string, bare = false) {
  return placeAt(marked.replace("|", ""), marked.indexOf("|"), bare);
}
function labels(marked: string, bare = false): string[] {
  const place = at(marked, bare);
  return place ? proposalsAt(place, known).map((each) => each.label) : [];
}

describe("a place", () => {
  it.each([
    ["Dear |", null],
    ["{{ input.a }} |", null],
    ['{{ input.a == "in|" }}', null],
    ["{{ 12| }}", null],
    ["{{|", ""],
    ["{{ inp| }}", "inp"],
    ["{{ input.text | }}", ""],
    ["{{ size(steps.read.output.lines[0].|) }}", "steps.read.output.lines[0]."],
    ['{{ steps["read"].output.| }}', 'steps["read"].output.'],
    ["{{ a }} and {{ steps.re|", "steps.re"],
    ['{{ "}}" + inp| }}', "inp"],
  ])("in %j is that of %j", (marked, path) => {
    expect(at(marked)?.path ?? null).toBe(path);
  });

  it("is anywhere in a text that is an expression as a whole", () => {
    expect(at("inp|", true)).toEqual({ from: 0, word: 0, path: "inp", kind: "path", first: true });
    expect(at("input.a > si|", true)).toMatchObject({ from: 10, first: false });
    expect(at("size(input.a).|", true)?.kind).toBe("call");
  });
});

describe("what is proposed", () => {
  it("at the beginning is all there is", () => {
    const all = labels("{{ | }}");
    expect(all).toEqual(
      expect.arrayContaining([
        "input.text",
        "item",
        "steps.read.output.total",
        "steps.read.status",
        "run.id",
      ]),
    );
    expect(all).toContain("size");
    expect(all).not.toContain("trim");
  });

  it("shows what a value was last, and what it is where nothing is known", () => {
    const place = at("{{ steps.read.output.| }}");
    const detail = Object.fromEntries(
      (place ? proposalsAt(place, known) : []).map((each) => [each.label, each.detail]),
    );
    expect(detail["steps.read.output.total"]).toBe("5");
    expect(detail["steps.read.output.due"]).toBe("When");
    expect(detail["steps.read.output.lines"]).toBe("(1)");
  });

  it("after a path is what is inside it, however deep", () => {
    expect(labels("{{ steps.read.output.lines[0].| }}")).toEqual(["steps.read.output.lines[0].sku"]);
    const path = 'steps.read.output["two words"].a.b.c.d.e.f';
    expect(labels(`{{ ${path}.| }}`)).toEqual([`${path}.g`]);
    expect(labels("{{ item.| }}")).toEqual(["item.name"]);
  });

  it("after a step is what is known of it", () => {
    const named = labels("{{ steps.read.| }}");
    expect(named).toContain("steps.read.output.total");
    expect(named).toContain("steps.read.error");
    expect(named.some((each) => each.startsWith("input"))).toBe(false);
  });

  it("are the functions that fit the kind of value", () => {
    expect(labels("{{ steps.read.output.lines.| }}")).toContain("filter");
    expect(labels("{{ steps.read.output.lines.| }}")).not.toContain("trim");
    expect(labels("{{ input.text.tr| }}")).toContain("trim");
    expect(labels("{{ steps.read.output.total.| }}")).toEqual([]);
    expect(labels("{{ math.| }}")).toContain("math.round");
    expect(labels("{{ size(input.text).| }}")).toContain("trim");
  });

  it("has words in every language", () => {
    for (const texts of [en, de]) {
      const { math, ...others } = texts.function;
      const told = [...Object.keys(others), ...Object.keys(math).map((name) => `math.${name}`)];
      expect(told.toSorted()).toEqual(functions.map((each) => each.name).toSorted());
    }
  });

  it("puts the caret where the next word goes", () => {
    const place = at("{{ input.text.| }}");
    const inserted = (place ? proposalsAt(place, known) : []).map((each) => each.insert);
    expect(inserted).toContainEqual({ text: "trim()", caret: 6 });
    expect(inserted).toContainEqual({ text: "contains()", caret: 9 });
    const list = at("{{ steps.read.output.lines.| }}");
    expect(list && proposalsAt(list, known).find((each) => each.label === "map")?.insert).toEqual({
      text: "map(i, )",
      caret: 7,
    });
  });
});
