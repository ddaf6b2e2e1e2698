import { describe, expect, it } from "vitest";
import { changeOf, labelled, linePath, stepTo, ticks, timeTicks, verdict } from "./charts";

describe("ticks", () => {
  it.each([1, 3, 7, 12, 99, 101, 1_234, 0.0123, 45.6])("reach %d in at most five even steps", (highest) => {
    const found = ticks(highest);
    const steps = found.slice(1).map((tick, n) => tick - (found[n] ?? 0));

    expect(found[0]).toBe(0);
    expect(found.at(-1)).toBeGreaterThanOrEqual(highest);
    expect(found.length).toBeLessThanOrEqual(6);
    for (const step of steps) expect(step).toBeCloseTo(steps[0] ?? 0, 9);
  });

  it("are whole numbers where only whole numbers can be", () => {
    expect(ticks(2, true)).toEqual([0, 1, 2]);
    expect(ticks(10, true)).toEqual([0, 3, 6, 9, 12]);
  });

  it("have room even where there is nothing", () => {
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(Number.NaN)).toEqual([0, 1]);
  });

  it("of times are those that people count in", () => {
    expect(timeTicks(100)).toEqual([0, 30, 60, 90, 120]);
    expect(timeTicks(7_000)).toEqual([0, 1_800, 3_600, 5_400, 7_200]);
    expect(timeTicks(2)).toEqual(ticks(2));
    expect(timeTicks(86_400 * 100).at(-1)).toBeGreaterThanOrEqual(86_400 * 100);
  });
});

describe("a line", () => {
  it("goes through the middle of each column, from the bottom", () => {
    expect(linePath([0, 5, 10], 10)).toBe("M16.67 100L50 50L83.33 0");
  });

  it("is broken where nothing is known, and keeps a value that stands alone", () => {
    expect(linePath([10, null, 5, 5], 10)).toBe("M12.5 0L12.5 0M62.5 50L87.5 50");
    expect(linePath([null, null], 10)).toBe("");
  });
});

describe("a change", () => {
  it("is a share of what was before", () => {
    expect(changeOf(15, 10)).toEqual({ direction: "up", share: 0.5 });
    expect(changeOf(5, 10)).toEqual({ direction: "down", share: 0.5 });
    expect(changeOf(5, 5)).toEqual({ direction: "same", share: 0 });
  });

  it("of a rate is the difference, and hardly any is none", () => {
    expect(changeOf(0.75, 0.5, true)).toEqual({ direction: "up", share: 0.25 });
    expect(changeOf(0.1, 0, true)).toEqual({ direction: "up", share: 0.1 });
    expect(changeOf(0.934, 0.931, true)).toEqual({ direction: "same", share: 0 });
    expect(changeOf(1_001, 1_000)).toEqual({ direction: "same", share: 0 });
    expect(changeOf(0, 0)).toEqual({ direction: "same", share: 0 });
  });

  it("from nothing has no share, and of nothing is none", () => {
    expect(changeOf(5, 0)).toEqual({ direction: "up", share: null });
    expect(changeOf(null, 5)).toBeNull();
    expect(changeOf(5, null)).toBeNull();
  });

  it("is good or bad only where one way is better", () => {
    expect(verdict(changeOf(2, 1), "up")).toBe("ok");
    expect(verdict(changeOf(2, 1), "down")).toBe("err");
    expect(verdict(changeOf(2, 1), null)).toBeUndefined();
    expect(verdict(changeOf(1, 1), "up")).toBeUndefined();
  });
});

it("labels are left out until they fit", () => {
  const days = Array.from({ length: 90 }, (_, n) => n);
  const wide = days.filter((n) => labelled(n, 90, 8));
  const narrow = days.filter((n) => labelled(n, 90, 4));

  expect(wide).toHaveLength(8);
  expect(narrow).toHaveLength(4);
  expect(narrow.every((n) => wide.includes(n))).toBe(true);
  expect([0, 1, 2].every((n) => labelled(n, 3, 8))).toBe(true);
});

it("arrow keys stay within the chart", () => {
  expect(stepTo("ArrowRight", 2, 3)).toBe(2);
  expect(stepTo("ArrowLeft", 0, 3)).toBe(0);
  expect(stepTo("ArrowRight", 0, 3)).toBe(1);
  expect(stepTo("Home", 2, 3)).toBe(0);
  expect(stepTo("End", 0, 3)).toBe(2);
  expect(stepTo("a", 0, 3)).toBeNull();
});
