/** The fixed sizes the canvas draws with, and where things are. Fixed so that nothing need be measured before it can be culled. */
import { isContainer, membersOf, type Scope } from "./containers";
import type { Graph, Position, Step } from "./graph";
import { exitsOf } from "./ports";
import type { Catalogue } from "./step-types";

export const GRID = 8;
export const NODE_WIDTH = 232;
export const HEAD_HEIGHT = 64;
export const PORT_ROW = 26;
export const COLUMN_GAP = 72;
export const ROW_GAP = 32;

export interface Size {
  width: number;
  height: number;
}

/** One exit: the head alone. Several: a row for each below it. */
export function sizeWithExits(exits: number): Size {
  return { width: NODE_WIDTH, height: exits > 1 ? HEAD_HEIGHT + exits * PORT_ROW + 6 : HEAD_HEIGHT };
}

/** A container is a frame: a head like any step's, then room for what is inside, with a margin for wires and buttons. */
export const FRAME = { left: 40, top: HEAD_HEIGHT + 24, right: 72, bottom: 32 };
export const LEAST_FRAME: Size = {
  width: FRAME.left + NODE_WIDTH + FRAME.right,
  height: FRAME.top + HEAD_HEIGHT + FRAME.bottom,
};

/** Steps that are drawn as a frame: containers, and whatever has steps inside all the same. */
export function isFrame(graph: Graph, step: Step, types: Catalogue): boolean {
  return isContainer(types.get(step.type)) || membersOf(graph, step.id).length > 0;
}

/** The size without what is inside. */
export function sizeOfStep(step: Step, types: Catalogue): Size {
  return sizeWithExits(exitsOf(step, types.get(step.type)).length);
}

export function sizesOf(graph: Graph, types: Catalogue): Map<string, Size> {
  const sizes = new Map<string, Size>();
  const measure = (step: Step): Size => {
    const members = membersOf(graph, step.id);
    let size = sizeOfStep(step, types);
    if (isFrame(graph, step, types)) {
      size = { ...LEAST_FRAME };
      for (const each of members) {
        const inner = measure(each);
        const at = graph.layout[each.id] ?? { x: 0, y: 0 };
        size.width = Math.max(size.width, at.x + inner.width + FRAME.right);
        size.height = Math.max(size.height, at.y + inner.height + FRAME.bottom);
      }
    }
    sizes.set(step.id, size);
    return size;
  };
  for (const step of membersOf(graph, null)) measure(step);
  return sizes;
}

export function snap(at: Position): Position {
  return { x: Math.round(at.x / GRID) * GRID, y: Math.round(at.y / GRID) * GRID };
}

export interface Box extends Position, Size {}

export function overlaps(a: Box, b: Box, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

/** The nearest free place at or below `wanted` for a box of this size. */
export function freePlace(wanted: Position, size: Size, taken: readonly Box[], gap = 16): Position {
  const near = taken.filter(
    (box) => box.x < wanted.x + size.width + gap && wanted.x < box.x + box.width + gap,
  );
  const sorted = near.sort((a, b) => a.y - b.y);
  let at = snap(wanted);
  for (const box of sorted) {
    if (overlaps({ ...at, ...size }, box, gap))
      at = snap({ x: at.x, y: box.y + box.height + gap + GRID / 2 });
  }
  return at;
}

/** Where everything is on the canvas. A container comes before what is inside it. */
export function boxesOf(graph: Graph, types: Catalogue): Map<string, Box> {
  const sizes = sizesOf(graph, types);
  const boxes = new Map<string, Box>();
  const place = (scope: Scope, corner: Position): void => {
    for (const step of membersOf(graph, scope)) {
      const at = graph.layout[step.id] ?? { x: 0, y: 0 };
      const box = { x: corner.x + at.x, y: corner.y + at.y, ...(sizes.get(step.id) ?? sizeWithExits(1)) };
      boxes.set(step.id, box);
      place(step.id, box);
    }
  };
  place(null, { x: 0, y: 0 });
  return boxes;
}

/** Where the steps of one scope are, seen from its corner. */
export function boxesIn(graph: Graph, types: Catalogue, scope: Scope): Map<string, Box> {
  const sizes = sizesOf(graph, types);
  return new Map(
    membersOf(graph, scope).map((step) => [
      step.id,
      { ...(graph.layout[step.id] ?? { x: 0, y: 0 }), ...(sizes.get(step.id) ?? sizeWithExits(1)) },
    ]),
  );
}

export interface Viewport extends Position {
  zoom: number;
}

/**
 * The view in which all boxes can be seen. What is too wide even so begins at its left, and what is too high is seen
 * where its leftmost box is. `below`: room that tools take at the bottom.
 */
export function viewOf(boxes: readonly Box[], room: Size, least = 0.05, most = 1, below = 60): Viewport {
  if (boxes.length === 0 || room.width === 0 || room.height === 0)
    return { x: room.width / 2 - NODE_WIDTH / 2, y: room.height / 2 - HEAD_HEIGHT, zoom: 1 };
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
  const margin = Math.min(56, room.width * 0.06);
  const fitting = Math.min((room.width - 2 * margin) / width, (room.height - 2 * margin - below) / height);
  const zoom = Math.max(least, Math.min(most, fitting));
  const x = Math.max(margin, (room.width - width * zoom) / 2) - left * zoom;
  const middle = (room.height - height * zoom) / 2 - below / 4;
  if (middle >= margin) return { x, y: middle - top * zoom, zoom };
  const first = boxes.reduce((a, b) => (b.x < a.x || (b.x === a.x && b.y < a.y) ? b : a));
  const highest = margin - top * zoom;
  const lowest = room.height - below - margin - (top + height) * zoom;
  const wanted = (room.height - below) / 2 - (first.y + first.height / 2) * zoom;
  return { x, y: Math.min(highest, Math.max(lowest, wanted)), zoom };
}

export function covers(box: Box, at: Position, margin = 0): boolean {
  return (
    at.x >= box.x - margin &&
    at.x <= box.x + box.width + margin &&
    at.y >= box.y - margin &&
    at.y <= box.y + box.height + margin
  );
}

/** The innermost step at this place. */
export function stepAt(boxes: ReadonlyMap<string, Box>, at: Position): string | null {
  let found: string | null = null;
  for (const [id, box] of boxes) if (covers(box, at)) found = id;
  return found;
}
