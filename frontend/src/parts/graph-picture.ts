/** Where the boxes and wires of a small picture of a workflow lie. Pure. The sizes are those of the canvas. */
import type { TemplatePreview } from "@/api/types";

const WIDTH = 232;
const HEAD = 64;
const ROW = 26;
const FRAME = { right: 72, bottom: 32 };

interface Box {
  id: string;
  type: string;
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
  frame: boolean;
  /** The ways out, where there are several, with the height at which each leaves. */
  exits: Array<{ name: string; y: number }>;
}

export interface Picture {
  width: number;
  height: number;
  /** A frame comes before what stands in it. */
  boxes: Box[];
  wires: Array<{ id: string; path: string }>;
}

type Step = TemplatePreview["steps"][number];

export function pictureOf({ steps, edges }: TemplatePreview): Picture {
  const exits = new Map<string, string[]>();
  for (const { source, port } of edges) {
    const known = exits.get(source) ?? [];
    if (!known.includes(port)) exits.set(source, [...known, port]);
  }
  const inside = (id: string | null) => steps.filter((step) => step.inside === id);
  const sizeOf = (step: Step): { width: number; height: number } => {
    const members = inside(step.id);
    const ways = exits.get(step.id)?.length ?? 0;
    let width = WIDTH;
    let height = ways > 1 ? HEAD + ways * ROW + 6 : HEAD;
    for (const each of members) {
      const size = sizeOf(each);
      width = Math.max(width, each.x + size.width + FRAME.right);
      height = Math.max(height, each.y + size.height + FRAME.bottom);
    }
    return { width, height };
  };

  const boxes: Box[] = [];
  const place = (scope: string | null, left: number, top: number) => {
    for (const step of inside(scope)) {
      const { id, type, name } = step;
      const at = { x: left + step.x, y: top + step.y };
      const frame = inside(id).length > 0;
      const ways = frame ? [] : (exits.get(id) ?? []);
      const rows = ways.map((way, i) => ({ name: way, y: at.y + HEAD + i * ROW + ROW / 2 }));
      boxes.push({ id, type, name, ...at, ...sizeOf(step), frame, exits: rows.length > 1 ? rows : [] });
      place(id, at.x, at.y);
    }
  };
  place(null, 0, 0);

  const byId = new Map(boxes.map((box) => [box.id, box]));
  const wires = edges.flatMap(({ source, target, port }) => {
    const from = byId.get(source);
    const to = byId.get(target);
    if (!from || !to) return [];
    const y = from.exits.find((exit) => exit.name === port)?.y ?? from.y + HEAD / 2;
    return [{ id: `${source} ${port} ${target}`, path: curve(from, y, to) }];
  });
  return {
    width: Math.max(0, ...boxes.map((box) => box.x + box.width)),
    height: Math.max(0, ...boxes.map((box) => box.y + box.height)),
    boxes,
    wires,
  };
}

function curve(from: Box, y: number, to: Box): string {
  const x = from.x + from.width;
  const end = to.y + HEAD / 2;
  const bend = Math.max(28, (to.x - x) / 2);
  return `M${x} ${y}C${x + bend} ${y} ${to.x - bend} ${end} ${to.x} ${end}`;
}
