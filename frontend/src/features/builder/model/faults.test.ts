import { describe, expect, it } from "vitest";
import { below, faultsOf, fieldFault } from "./faults";

const marked = (text: string, position: number | null, bare = false) =>
  faultsOf(text, bare, { message: "No", position }).map(({ from, to }) => text.slice(from, to));

describe("what the server found", () => {
  it("is marked as the word at its place", () => {
    expect(marked("a + nonsense", 4, true)).toEqual(["nonsense"]);
    expect(marked("{{ 1 ++ 2 }}", 6)).toEqual(["+"]);
  });

  it("counts characters, of which some are two units here", () => {
    expect(marked("🙂🙂 {{ nope }}", 6)).toEqual(["nope"]);
  });

  it("at the end marks the last character", () => {
    expect(marked("1 +", 3, true)).toEqual(["+"]);
    expect(marked("", 0, true)).toEqual([""]);
  });

  it("without a place is every expression", () => {
    expect(marked("Dear {{ a }}, {{ b }}", null)).toEqual([" a ", " b "]);
    expect(marked("a > b", null, true)).toEqual(["a > b"]);
  });
});

describe("a problem of a setting", () => {
  it("has the way to the value inside", () => {
    expect(fieldFault("/steps/2/with/json/lines/0/a~1b", "No").path).toEqual(["lines", "0", "a/b"]);
    expect(fieldFault("/steps/2/with/json", "No").path).toEqual([]);
  });

  it("is told to the row it is in", () => {
    const faults = [fieldFault("/steps/2/with/cases/0/when", "No")];
    expect(below(faults, "0", "when")).toEqual([{ path: [], message: "No" }]);
    expect(below(faults, "1", "when")).toEqual([]);
  });
});
