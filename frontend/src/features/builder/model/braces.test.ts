import { describe, expect, it } from "vitest";
import { typedBraces } from "./braces";

/** Types each character into the text, whose caret is where | is. */
function type(marked: string, keys: string): string {
  let [before = "", after = ""] = marked.split("|");
  for (const key of keys) {
    const found = typedBraces(before, after, key);
    const insert = found ? found.insert : key;
    const text = before + insert + after.slice(found?.eaten ?? 0);
    const caret = before.length + (found ? found.caret : 1);
    before = text.slice(0, caret);
    after = text.slice(caret);
  }
  return `${before}|${after}`;
}

describe("braces", () => {
  it.each([
    ["|", "{{", "{{ | }}"],
    ["|", "{{ input.a }} and", "{{ input.a }} and|"],
    ["|", "{{input.a}}", "{{ input.a}}|"],
    ["Dear |, {{ input.b }}", "{{ input.a }}", "Dear {{ input.a }}|, {{ input.b }}"],
    ["{{ input.a| }}", " + 1", "{{ input.a + 1| }}"],
    ["|", '{ "a": 1 }', '{ "a": 1 }|'],
    ["{{ a }}|", " b", "{{ a }} b|"],
    ["{|} }}", "{", "{{|} }}"],
  ])("in %j, %j typed gives %j", (before, keys, after) => {
    expect(type(before, keys)).toBe(after);
  });
});
