import { describe, expect, it } from "vitest";
import { insertExpression } from "./insert";

/** The caret is where | is. */
function into(marked: string, bare = false): string {
  const at = marked.indexOf("|");
  const { text, caret } = insertExpression(marked.replace("|", ""), at, "input.a", bare);
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

describe("a value", () => {
  it.each([
    ["Dear |,", "Dear {{ input.a }}|,"],
    ["Dear {{|", "Dear {{ input.a }}|"],
    ["Dear {{ |", "Dear {{ input.a }}|"],
    ["{{ size(|) }}", "{{ size(input.a|) }}"],
    ["{{ 2 * |", "{{ 2 * input.a }}|"],
    ["{{ input.b }} {{|", "{{ input.b }} {{ input.a }}|"],
    ["{{ input.b }}|", "{{ input.b }}{{ input.a }}|"],
    ["{{ | {{ input.b }}", "{{ input.a }}|{{ input.b }}"],
  ])("goes into %j as %j", (before, after) => {
    expect(into(before)).toBe(after);
  });

  it("goes without braces where the whole text is an expression", () => {
    expect(into("| > 5", true)).toBe("input.a| > 5");
  });
});
