import { describe, expect, it } from "vitest";
import { toggled } from "./names";
import { piecesOf } from "./pieces";

const chunk = (number: number, start: number, end: number) => ({ number, start, end, page: 1, headings: "" });

describe("a text in its pieces", () => {
  it("marks a place once, in the first piece that holds its beginning", () => {
    const pieces = piecesOf("abcdefghij", [chunk(0, 0, 6), chunk(1, 4, 10)], 5, 8);

    expect(pieces.map((each) => each.marked)).toEqual(["f", ""]);
    expect(pieces[0]?.before).toBe("abcde");
    expect(pieces[1]).toMatchObject({ before: "efghij", isMarked: false });
  });

  it("counts letters as the server does, also beyond the usual ones", () => {
    const [piece] = piecesOf("😀 180 €", [chunk(0, 0, 7)], 2, 5);

    expect(piece?.marked).toBe("180");
  });

  it("marks nothing where no place is named", () => {
    expect(piecesOf("abc", [chunk(0, 0, 3)], -1, -1)[0]).toMatchObject({ before: "abc", marked: "" });
  });
});

describe("who may read", () => {
  it("is no longer everyone once somebody is named", () => {
    expect(toggled(["everyone"], "role:admin")).toEqual(["role:admin"]);
    expect(toggled(["role:admin"], "role:admin")).toEqual([]);
  });
});
