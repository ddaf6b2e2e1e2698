import { describe, expect, it } from "vitest";
import { boxesOf, freePlace, overlaps, sizesOf } from "./geometry";
import type { Graph } from "./graph";
import { tidy } from "./layout";
import { chain, chance, randomGraph, types } from "./sample.testing";

function tidied(graph: Graph): Graph {
  return { ...graph, layout: tidy(graph, sizesOf(graph, types)) };
}

function crowded(graph: Graph): string[] {
  const boxes = [...boxesOf(graph, types)];
  return boxes.flatMap(([a, box], at) =>
    boxes.slice(at + 1).flatMap(([b, other]) => (overlaps(box, other) ? [`${a} ${b}`] : [])),
  );
}

describe("tidying", () => {
  it("puts every step to the right of those before it", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const graph = tidied(randomGraph(60, chance(seed)));

      const backwards = graph.edges.filter(
        (each) => (graph.layout[each.from]?.x ?? 0) >= (graph.layout[each.to]?.x ?? 0),
      );

      expect(backwards).toEqual([]);
    }
  });

  it("never lets two steps overlap", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      expect(crowded(tidied(randomGraph(80, chance(seed))))).toEqual([]);
    }
  });

  it("is stable: tidying a chain again moves nothing", () => {
    const once = tidied(chain("a", "b", "c", "d"));

    const twice = tidied(once);

    expect(twice.layout).toEqual(once.layout);
    expect(new Set(Object.values(once.layout).map((at) => at.y)).size).toBe(1);
  });

  it("keeps parts that are not connected apart", () => {
    const graph = tidied({ ...chain("a", "b", "c", "d"), edges: [{ from: "a", to: "b" }] });

    expect(crowded(graph)).toEqual([]);
  });

  it("places a thousand steps, even in a cycle", () => {
    const graph = randomGraph(1000, chance(3));
    graph.edges.push({ from: "s999", to: "s0" });

    const layout = tidied(graph).layout;

    expect(Object.keys(layout)).toHaveLength(1000);
    expect(Object.values(layout).every((at) => Number.isFinite(at.x) && Number.isFinite(at.y))).toBe(true);
  });
});

describe("a free place", () => {
  it("is found below what is in the way", () => {
    const graph = chain("a");

    const at = freePlace({ x: 10, y: 10 }, { width: 232, height: 64 }, [...boxesOf(graph, types).values()]);

    expect(at.y).toBeGreaterThanOrEqual(64);
  });
});
