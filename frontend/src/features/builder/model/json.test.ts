import { describe, expect, it } from "vitest";
import { readJson } from "./json";

describe("typed JSON", () => {
  it("is read", () => {
    expect(readJson('{"a": [1, -2.5e3, true, null, "x\\n"]}')).toEqual({
      ok: true,
      value: { a: [1, -2500, true, null, "x\n"] },
    });
  });

  it.each([
    ["", 1, 1],
    ['{"a": }', 1, 7],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ["[1, 2", 1, 6],
    ["[1,]", 1, 4],
    ['{"a": 1,}', 1, 9],
    ["{a: 1}", 1, 2],
    ["'x'", 1, 1],
    ["1 2", 1, 3],
    ['{"a" 1}', 1, 6],
    ["[1}", 1, 3],
    ['{"a": "x\ny"}', 1, 7],
    ["01", 1, 2],
  ])("that is wrong (%j) is so at line %i, character %i", (text, line, column) => {
    expect(readJson(text)).toEqual({ ok: false, line, column });
  });

  it("may be nested deeply", () => {
    expect(readJson("[".repeat(100_000))).toEqual({ ok: false, line: 1, column: 100_001 });
  });
});
