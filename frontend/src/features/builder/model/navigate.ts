/**
 * Where the focus goes on the canvas: along the wires to the left and right, among siblings up and down; from the first step in a
 * container to the left means out of it.
 */
import { membersOf, scopeOf } from "./containers";
import { type Graph, neighbours, type Position } from "./graph";

export type Direction = "left" | "right" | "up" | "down";

export function nextFocus(graph: Graph, from: string | null, direction: Direction): string | null {
  if (from === null || !graph.steps.some((step) => step.id === from)) return firstStep(graph);
  const near = neighbours(graph);
  if (direction === "right") return nearest(graph, from, near.outOf.get(from)?.map((each) => each.to) ?? []);
  if (direction === "left") {
    const before = nearest(graph, from, near.into.get(from)?.map((each) => each.from) ?? []);
    return before ?? scopeOf(graph, from);
  }
  return sibling(graph, from, direction === "down" ? 1 : -1);
}

/** Where a workflow, or what is inside a container, begins. */
export function firstStep(graph: Graph, scope: string | null = null): string | null {
  const near = neighbours(graph);
  const members = membersOf(graph, scope).map((step) => step.id);
  const starts = members.filter((id) => near.into.get(id)?.length === 0);
  return topmost(graph, starts.length > 0 ? starts : members);
}

function place(graph: Graph, id: string): Position {
  return graph.layout[id] ?? { x: 0, y: 0 };
}

function topmost(graph: Graph, ids: string[]): string | null {
  return (
    [...ids].sort(
      (a, b) => place(graph, a).y - place(graph, b).y || place(graph, a).x - place(graph, b).x,
    )[0] ?? null
  );
}

function nearest(graph: Graph, from: string, ids: string[]): string | null {
  const y = place(graph, from).y;
  return (
    [...ids].sort((a, b) => Math.abs(place(graph, a).y - y) - Math.abs(place(graph, b).y - y))[0] ?? null
  );
}

/** The next step above or below: first among those with a common neighbour, else in the same column. */
function sibling(graph: Graph, from: string, sign: 1 | -1): string | null {
  const here = place(graph, from);
  const near = neighbours(graph);
  const related = new Set<string>();
  for (const before of near.into.get(from) ?? [])
    for (const each of near.outOf.get(before.from) ?? []) related.add(each.to);
  for (const after of near.outOf.get(from) ?? [])
    for (const each of near.into.get(after.to) ?? []) related.add(each.from);
  related.delete(from);
  const beyond = (ids: Iterable<string>) =>
    [...ids]
      .filter((id) => (place(graph, id).y - here.y) * sign > 0)
      .sort((a, b) => (place(graph, a).y - place(graph, b).y) * sign)[0] ?? null;
  const column = membersOf(graph, scopeOf(graph, from))
    .map((step) => step.id)
    .filter((id) => id !== from && Math.abs(place(graph, id).x - here.x) < 120);
  return beyond(related) ?? beyond(column);
}
