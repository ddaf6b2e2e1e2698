/** Tidying where there are groups: each is laid out in itself, then stands among the others as one, so that no frame covers a stranger. */
import type { Group, Note } from "./annotations";
import { type Boxes, GROUP_MARGIN } from "./frames";
import { type Box, HEAD_HEIGHT, type Size, sizeWithExits } from "./geometry";
import type { Edge, Graph, Position, Step } from "./graph";

/** Where wires come in, from the top, where that is not in the middle. */
export type Sized = Size & { anchor?: number };
export type Part = Pick<Graph, "steps" | "edges" | "layout">;
export type Tidy = (
  part: Part,
  sizes: ReadonlyMap<string, Sized>,
  exitOrder?: (edge: Edge) => number,
) => Graph["layout"];

const NOTE_GAP = 16;
/** A note no farther from a step than this is about it. */
const NEAR = 160;

interface Inner {
  group: Group;
  layout: Graph["layout"];
  size: Sized;
}

/** The places of steps, and of the notes that are in groups with them. */
export function tidyGrouped(
  part: Part,
  groups: readonly Group[],
  notes: readonly Note[],
  sizes: ReadonlyMap<string, Size>,
  tidy: Tidy,
  exitOrder: (edge: Edge) => number = () => 0,
): Graph["layout"] {
  const here = new Set(part.steps.map((step) => step.id));
  const inner = groups
    .filter((group) => group.members.some((id) => here.has(id)))
    .map((group) => arrangedInside(group, part, notes, sizes, tidy, exitOrder));
  if (inner.length === 0) return tidy(part, sizes, exitOrder);
  const outer = outside(part, inner, sizes, exitOrder);
  const placed = tidy(outer.part, outer.sizes, outer.exitOrder);
  const layout: Graph["layout"] = {};
  for (const [id, at] of Object.entries(placed)) if (here.has(id)) layout[id] = at;
  for (const { group, layout: own } of inner) {
    const corner = placed[group.id] ?? { x: 0, y: 0 };
    for (const [id, at] of Object.entries(own)) layout[id] = { x: corner.x + at.x, y: corner.y + at.y };
  }
  return layout;
}

function arrangedInside(
  group: Group,
  part: Part,
  notes: readonly Note[],
  sizes: ReadonlyMap<string, Size>,
  tidy: Tidy,
  exitOrder: (edge: Edge) => number,
): Inner {
  const members = new Set(group.members);
  const steps = part.steps.filter((step) => members.has(step.id));
  const edges = part.edges.filter((each) => members.has(each.from) && members.has(each.to));
  const layout = tidy({ ...part, steps, edges }, sizes, exitOrder);
  const size = { width: 0, height: 0 };
  const put = (id: string, at: Position, own: Size) => {
    layout[id] = { x: at.x + GROUP_MARGIN.left, y: at.y + GROUP_MARGIN.top };
    size.width = Math.max(size.width, at.x + own.width);
    size.height = Math.max(size.height, at.y + own.height);
  };
  for (const step of steps)
    put(step.id, layout[step.id] ?? { x: 0, y: 0 }, sizes.get(step.id) ?? sizeWithExits(1));
  const top = size.height + NOTE_GAP;
  let left = 0;
  for (const note of notes.filter((each) => members.has(each.id))) {
    put(note.id, { x: left, y: top }, note);
    left += note.width + NOTE_GAP;
  }
  const width = size.width + GROUP_MARGIN.left + GROUP_MARGIN.right;
  const height = size.height + GROUP_MARGIN.top + GROUP_MARGIN.bottom;
  return { group, layout, size: { width, height, anchor: GROUP_MARGIN.top + HEAD_HEIGHT / 2 } };
}

/** The workflow with each group as if it were one step. */
function outside(
  part: Part,
  inner: readonly Inner[],
  sizes: ReadonlyMap<string, Size>,
  exitOrder: (edge: Edge) => number,
): { part: Part; sizes: Map<string, Sized>; exitOrder: (edge: Edge) => number } {
  const around = new Map(inner.flatMap(({ group }) => group.members.map((id) => [id, group.id] as const)));
  const all = new Map<string, Sized>(sizes);
  const layout = { ...part.layout };
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const step of part.steps) {
    const group = around.get(step.id);
    const id = group ?? step.id;
    if (!seen.has(id)) steps.push(group ? { id, type: "", with: {} } : step);
    seen.add(id);
  }
  for (const { group, size } of inner) {
    all.set(group.id, size);
    const ys = group.members.flatMap((id) => part.layout[id]?.y ?? []);
    layout[group.id] = { x: 0, y: Math.min(...ys, Number.MAX_SAFE_INTEGER) };
  }
  const origin = new Map<Edge, Edge>();
  const joined = new Set<string>();
  for (const each of part.edges) {
    const mapped = { from: around.get(each.from) ?? each.from, to: around.get(each.to) ?? each.to };
    const key = `${mapped.from} ${mapped.to}`;
    if (mapped.from === mapped.to || joined.has(key)) continue;
    joined.add(key);
    origin.set(mapped, each);
  }
  return {
    part: { steps, edges: [...origin.keys()], layout },
    sizes: all,
    exitOrder: (each) => exitOrder(origin.get(each) ?? each),
  };
}

/** Notes in no group stay beside what they are about: they move as far as the nearest step does. */
export function notesAlong(graph: Graph, before: Boxes, after: Boxes): Graph["layout"] {
  const grouped = new Set(graph.groups.flatMap((group) => group.members));
  const layout: Graph["layout"] = {};
  for (const note of graph.notes) {
    if (grouped.has(note.id)) continue;
    const nearest = nearestTo(note, graph, before);
    const [from, to] = [before.get(nearest ?? ""), after.get(nearest ?? "")];
    if (from && to && (from.x !== to.x || from.y !== to.y))
      layout[note.id] = { x: note.x + to.x - from.x, y: note.y + to.y - from.y };
  }
  return layout;
}

function nearestTo(note: Box, graph: Graph, boxes: Boxes): string | null {
  let found: string | null = null;
  let least = NEAR;
  for (const { id } of graph.steps) {
    const box = boxes.get(id);
    const away = box ? gapBetween(note, box) : Number.POSITIVE_INFINITY;
    if (away < least) [found, least] = [id, away];
  }
  return found;
}

function gapBetween(a: Box, b: Box): number {
  const dx = Math.max(0, a.x - (b.x + b.width), b.x - (a.x + a.width));
  const dy = Math.max(0, a.y - (b.y + b.height), b.y - (a.y + a.height));
  return Math.hypot(dx, dy);
}
