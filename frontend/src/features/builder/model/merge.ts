/** Two people changed the same draft: what each touched, and whether both can be kept. */
import { isRefusal } from "./connect";
import { equal } from "./equal";
import { edgeKey, type Graph } from "./graph";
import { applyAll, type Operation } from "./operations";
import type { Catalogue } from "./step-types";

/**
 * Names the places that differ: `step:ask`, `edge:a||b`, `at:ask`, `input`, `output`, `timeout`; and `note:note-1`, `group:group-1`,
 * `member:ask` (the group it is in). Where a note lies, and how large, is a place too: `at:note-1`.
 */
export function changedPlaces(before: Graph, after: Graph): Set<string> {
  const places = new Set<string>();
  compareMaps(
    byKey(before.steps, (step) => step.id),
    byKey(after.steps, (step) => step.id),
    "step:",
    places,
  );
  compareMaps(byKey(before.edges, edgeKey), byKey(after.edges, edgeKey), "edge:", places);
  compareMaps(new Map(Object.entries(before.layout)), new Map(Object.entries(after.layout)), "at:", places);
  const [old, now] = [annotationsOf(before), annotationsOf(after)];
  for (const kind of ["note", "at", "group", "member"] as const)
    compareMaps<unknown>(old[kind], now[kind], `${kind}:`, places);
  if (!equal(before.input, after.input)) places.add("input");
  if (!equal(before.output, after.output)) places.add("output");
  if (before.timeout !== after.timeout) places.add("timeout");
  return places;
}

function annotationsOf({ notes, groups }: Graph) {
  return {
    note: new Map(notes.map(({ id, text, colour }) => [id, { text, colour }])),
    at: new Map(notes.map(({ id, x, y, width, height }) => [id, { x, y, width, height }])),
    group: new Map(groups.map(({ id, name, colour }) => [id, { name, colour }])),
    member: new Map(groups.flatMap(({ id, members }) => members.map((member) => [member, id]))),
  };
}

export interface Clash {
  places: string[];
}

/**
 * Replays my operations on their graph. Positions never clash (mine win); the same step, edge, input or output changed on both sides
 * does, and so does an operation that their graph refuses.
 */
export function rebase(
  base: Graph,
  mine: Graph,
  operations: readonly Operation[],
  theirs: Graph,
  types: Catalogue,
): Graph | Clash {
  const byMe = changedPlaces(base, mine);
  const byThem = changedPlaces(base, theirs);
  const both = [...byMe].filter(
    (place) => byThem.has(place) && !place.startsWith("at:") && !sameAt(place, mine, theirs),
  );
  if (both.length > 0) return { places: both };
  const merged = applyAll(theirs, operations, types);
  return isRefusal(merged) ? { places: Object.values(merged.values).map((id) => `step:${id}`) } : merged;
}

export function isClash<T extends object>(value: T | Clash): value is Clash {
  return "places" in value;
}

function sameAt(place: string, a: Graph, b: Graph): boolean {
  if (place === "input") return equal(a.input, b.input);
  if (place === "output") return equal(a.output, b.output);
  if (place === "timeout") return a.timeout === b.timeout;
  if (place.startsWith("edge:")) return hasEdge(a, place) === hasEdge(b, place);
  const [kind = "", id = ""] = place.split(/:(.*)/s);
  if (kind === "note" || kind === "group" || kind === "member")
    return equal(annotationsOf(a)[kind].get(id), annotationsOf(b)[kind].get(id));
  return equal(
    a.steps.find((step) => step.id === id),
    b.steps.find((step) => step.id === id),
  );
}

function hasEdge(graph: Graph, place: string): boolean {
  return graph.edges.some((each) => `edge:${edgeKey(each)}` === place);
}

function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T> {
  return new Map(items.map((item) => [key(item), item]));
}

function compareMaps<T>(
  before: Map<string, T>,
  after: Map<string, T>,
  prefix: string,
  into: Set<string>,
): void {
  for (const [key, value] of before) {
    if (!after.has(key) || !equal(value, after.get(key))) into.add(prefix + key);
  }
  for (const key of after.keys()) {
    if (!before.has(key)) into.add(prefix + key);
  }
}
