/** Where groups and notes lie among the steps, and what of all that is shown while containers are folded. */
import { type Group, isNoteId } from "./annotations";
import { type Box, boxesOf, sizeOfStep } from "./geometry";
import type { Graph } from "./graph";
import type { Operation } from "./operations";
import type { Catalogue } from "./step-types";

/** Room between the members and the frame around them; the name stands above. */
export const GROUP_MARGIN = { left: 24, top: 56, right: 48, bottom: 24 };

export type Boxes = Map<string, Box>;

export function boxAround(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - y;
  return { x, y, width, height };
}

/** The frame of a group whose members lie there; `null` when none of them does. */
export function frameOf(group: Pick<Group, "members">, boxes: ReadonlyMap<string, Box>): Box | null {
  const inner = boxAround(group.members.flatMap((id) => boxes.get(id) ?? []));
  const { left, top, right, bottom } = GROUP_MARGIN;
  return (
    inner && {
      x: inner.x - left,
      y: inner.y - top,
      width: inner.width + left + right,
      height: inner.height + top + bottom,
    }
  );
}

/** Notes below, steps above: the later covers the earlier. */
export function withNotes(graph: Graph, boxes: Boxes): Boxes {
  return new Map([
    ...graph.notes.map(({ id, x, y, width, height }) => [id, { x, y, width, height }] as const),
    ...boxes,
  ]);
}

export function framesOf(graph: Graph, boxes: ReadonlyMap<string, Box>): Boxes {
  const frames: Boxes = new Map();
  for (const group of graph.groups) {
    const frame = frameOf(group, boxes);
    if (frame) frames.set(group.id, frame);
  }
  return frames;
}

export interface Shown {
  graph: Graph;
  types: Catalogue;
  folded: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

/** Steps and notes as they are drawn: a folded container is its head alone, and what is in it is not there. */
export function shownBoxes({ graph, types, folded, hidden }: Shown): Boxes {
  const boxes = boxesOf(graph, types);
  for (const id of hidden) boxes.delete(id);
  for (const step of folded.size === 0 ? [] : graph.steps) {
    const box = folded.has(step.id) ? boxes.get(step.id) : undefined;
    if (box) boxes.set(step.id, { ...box, ...sizeOfStep(step, types) });
  }
  return withNotes(graph, boxes);
}

/** Everything there is, groups first. */
export function allBoxes(shown: Shown): Boxes {
  const boxes = shownBoxes(shown);
  return new Map([...framesOf(shown.graph, boxes), ...boxes]);
}

/** Steps and notes to their new places. */
export function placing(layout: Graph["layout"]): Operation[] {
  const steps = Object.entries(layout).filter(([id]) => !isNoteId(id));
  const notes = Object.entries(layout).filter(([id]) => isNoteId(id));
  return [
    ...(steps.length > 0 ? [{ kind: "moveSteps" as const, layout: Object.fromEntries(steps) }] : []),
    ...notes.map(([id, { x, y }]) => ({ kind: "setNote" as const, id, patch: { x, y } })),
  ];
}
