import { expect, test } from "vitest";
import { linesOf, lineUp } from "./guides";

const box = (x: number, y: number) => ({ x, y, width: 100, height: 40 });

test("a box snaps to the nearest edge or centre of a neighbour and shows the line over both", () => {
  const lines = linesOf([box(0, 0), box(300, 200)]);

  const { dx, dy, guides } = lineUp(lines, box(296, 80), 6);

  expect([dx, dy]).toEqual([4, 0]);
  expect(guides).toEqual([{ axis: "x", at: 300, from: 80, to: 240 }]);
});

test("nothing happens out of reach", () => {
  expect(lineUp(linesOf([box(0, 0)]), box(220, 120), 6)).toEqual({ dx: 0, dy: 0, guides: [] });
});

test("a thousand neighbours are asked in far less than a frame", () => {
  const lines = linesOf(
    Array.from({ length: 1_000 }, (_, n) => box((n % 40) * 173, Math.floor(n / 40) * 97)),
  );

  const start = performance.now();
  for (let n = 0; n < 1_000; n += 1) lineUp(lines, box(n * 3, n), 6);

  expect((performance.now() - start) / 1_000).toBeLessThan(1);
});
