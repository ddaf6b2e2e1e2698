/** What a dragged box lines up with: edges and centres of its neighbours, in order, so that each move asks by bisection. */
import type { Box } from "./geometry";

interface Line {
  at: number;
  /** Where on the other axis its box lies. */
  from: number;
  to: number;
}

/** The lines that run down (`x`) and across (`y`), in order of where they lie. */
export interface Lines {
  x: Line[];
  y: Line[];
}

export interface Guide {
  axis: "x" | "y";
  at: number;
  from: number;
  to: number;
}

export interface Snapped {
  dx: number;
  dy: number;
  guides: Guide[];
}

const three = (start: number, length: number) => [start, start + length / 2, start + length];

export function linesOf(boxes: Iterable<Box>): Lines {
  const lines: Lines = { x: [], y: [] };
  for (const { x, y, width, height } of boxes) {
    for (const at of three(x, width)) lines.x.push({ at, from: y, to: y + height });
    for (const at of three(y, height)) lines.y.push({ at, from: x, to: x + width });
  }
  lines.x.sort((a, b) => a.at - b.at);
  lines.y.sort((a, b) => a.at - b.at);
  return lines;
}

/** How far the box must go to line up with the nearest line on each axis, no farther than `reach`. */
export function lineUp(lines: Lines, box: Box, reach: number): Snapped {
  const across = nearest(lines.x, three(box.x, box.width), reach);
  const down = nearest(lines.y, three(box.y, box.height), reach);
  const dx = across?.by ?? 0;
  const dy = down?.by ?? 0;
  const guides: Guide[] = [];
  if (across) guides.push(guide("x", across.line, box.y + dy, box.height));
  if (down) guides.push(guide("y", down.line, box.x + dx, box.width));
  return { dx, dy, guides };
}

function guide(axis: Guide["axis"], line: Line, start: number, length: number): Guide {
  return { axis, at: line.at, from: Math.min(line.from, start), to: Math.max(line.to, start + length) };
}

function nearest(
  lines: readonly Line[],
  own: readonly number[],
  reach: number,
): { by: number; line: Line } | null {
  let found: { by: number; line: Line } | null = null;
  for (const at of own) {
    const next = firstFrom(lines, at);
    for (const line of [lines[next - 1], lines[next]]) {
      const by = line ? line.at - at : Number.POSITIVE_INFINITY;
      if (line && Math.abs(by) <= reach && Math.abs(by) < Math.abs(found?.by ?? Number.POSITIVE_INFINITY))
        found = { by, line };
    }
  }
  return found;
}

/** The first line that lies at this place or beyond. */
function firstFrom(lines: readonly Line[], at: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as Line).at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
