import { describe, expect, it } from "vitest";
import { type Box, viewOf } from "./geometry";

const room = { width: 1000, height: 700 };
const box = (x: number, y: number): Box => ({ x, y, width: 200, height: 80 });

describe("the view of everything", () => {
  it("is in the middle where all of it fits", () => {
    const view = viewOf([box(0, 0), box(300, 0)], room);

    expect(view.zoom).toBe(1);
    expect(view.x).toBe((1000 - 500) / 2);
  });

  it("shows the leftmost step of what is too large, wherever that stands", () => {
    const rows = Array.from({ length: 40 }, (_, row) => box(400, row * 120));
    const first = box(0, 2400);

    const view = viewOf([...rows, first], room, 0.55);

    const top = first.y * view.zoom + view.y;
    expect(view.zoom).toBe(0.55);
    expect(top).toBeGreaterThan(0);
    expect(top + first.height * view.zoom).toBeLessThan(room.height - 60);
  });

  it("begins at the top where the leftmost step stands there", () => {
    const rows = Array.from({ length: 40 }, (_, row) => box(row % 2 ? 400 : 0, row * 120));

    const view = viewOf(rows, room, 0.55);

    expect(view.y).toBe(56);
  });

  it("leaves no empty room below the last step", () => {
    const rows = Array.from({ length: 40 }, (_, row) => box(400, row * 120));

    const view = viewOf([...rows, box(0, 39 * 120)], room, 0.55);

    expect((39 * 120 + 80) * view.zoom + view.y).toBeCloseTo(room.height - 60 - 56);
  });
});
