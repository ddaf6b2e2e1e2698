/** Where groups and notes lie among the steps, and what of all that is shown while containers are folded. */
import { type Group, isNoteId } from "./annotations";
import { aroundOf, isContainer, outsideIn } from "./containers";
import { type Box, boxesOf, sizeOfStep, stepAt } from "./geometry";
import type { Graph } from "./graph";
import { groupOf } from "./groups";
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

/** By container: the notes in no group whose middle lies on its frame, on those inside it too. They belong to it and move with it. */
export function notesOn(graph: Graph, types: Catalogue): ReadonlyMap<string, readonly string[]> {
  const on = new Map<string, string[]>();
  if (graph.notes.length === 0) return on;
  const boxes = boxesOf(graph, types);
  const frames = new Map([...boxes].filter(([id]) => isContainer(types.get(typeOf(graph, id)))));
  for (const { id, x, y, width, height } of graph.notes) {
    const innermost = stepAt(frames, { x: x + width / 2, y: y + height / 2 });
    if (innermost === null || groupOf(graph, id)) continue;
    for (const each of [innermost, ...aroundOf(graph, innermost)])
      on.set(each, [...(on.get(each) ?? []), id]);
  }
  return on;
}

function typeOf(graph: Graph, id: string): string {
  return graph.steps.find((step) => step.id === id)?.type ?? "";
}

/** Where notes that lie on containers come to lie when those have moved. Notes that were moved themselves are left alone. */
export function notesCarried(before: Graph, after: Graph, types: Catalogue): Graph["layout"] {
  const on = notesOn(before, types);
  const layout: Graph["layout"] = {};
  if (on.size === 0) return layout;
  const [from, to] = [boxesOf(before, types), boxesOf(after, types)];
  const still = new Map(after.notes.map((note) => [note.id, note]));
  const notes = new Map(before.notes.map((note) => [note.id, note]));
  // From the outside in: the innermost that moved has the last word.
  for (const step of outsideIn(before)) {
    const [old, now] = [from.get(step.id), to.get(step.id)];
    if (!old || !now || (old.x === now.x && old.y === now.y)) continue;
    for (const id of on.get(step.id) ?? []) {
      const [was, is] = [notes.get(id), still.get(id)];
      if (was && is && was.x === is.x && was.y === is.y)
        layout[id] = { x: was.x + now.x - old.x, y: was.y + now.y - old.y };
    }
  }
  return layout;
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
