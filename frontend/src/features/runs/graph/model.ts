/** The graph that ran, as boxes and wires to be drawn: as its author laid it out, else in layers by longest path. Pure. */
import { isRecord } from "@/lib/problem";

export interface GraphStep {
  id: string;
  type: string;
  name: string;
  in: string | null;
}
export interface GraphEdge {
  from: string;
  to: string;
  port: string;
}
export interface RunGraph {
  steps: readonly GraphStep[];
  edges: readonly GraphEdge[];
  layout: Readonly<Record<string, { x: number; y: number }>>;
}
export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  /** It holds other steps. */
  frame: boolean;
}

export const NODE = { width: 216, height: 64 };
const FRAME = { left: 40, top: 88, right: 40, bottom: 32 };
const GAP = { x: 72, y: 36 };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const records = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

export function readRunGraph(raw: unknown): RunGraph {
  const graph = isRecord(raw) ? raw : {};
  const steps = records(graph.steps).map((step) => ({
    id: text(step.id),
    type: text(step.type),
    name: text(step.name) || text(step.id),
    in: text(step.in) || null,
  }));
  const edges = records(graph.edges).map((each) => ({
    from: text(each.from),
    to: text(each.to),
    port: text(each.port) || "success",
  }));
  const layout: Record<string, { x: number; y: number }> = {};
  for (const [id, at] of Object.entries(isRecord(graph.layout) ? graph.layout : {}))
    if (isRecord(at) && typeof at.x === "number" && typeof at.y === "number")
      layout[id] = { x: at.x, y: at.y };
  return { steps, edges, layout };
}

function membersOf(graph: RunGraph, scope: string | null): readonly GraphStep[] {
  const known = new Set(graph.steps.map((step) => step.id));
  return graph.steps.filter((step) => (step.in && known.has(step.in) ? step.in : null) === scope);
}

/** How far each step of a scope is from a beginning, by its longest way; a circle counts once. */
export function layersOf(members: readonly GraphStep[], edges: readonly GraphEdge[]): Map<string, number> {
  const layers = new Map(members.map((step) => [step.id, 0]));
  for (let round = 0; round < members.length; round += 1) {
    let moved = false;
    for (const { from, to } of edges) {
      const before = layers.get(from);
      const now = layers.get(to);
      if (before === undefined || now === undefined || now > before || before + 1 >= members.length) continue;
      layers.set(to, before + 1);
      moved = true;
    }
    if (!moved) break;
  }
  return layers;
}

function placed(graph: RunGraph, scope: string | null): Map<string, { x: number; y: number }> {
  const members = membersOf(graph, scope);
  if (members.every((step) => graph.layout[step.id]))
    return new Map(members.map((step) => [step.id, graph.layout[step.id] ?? { x: 0, y: 0 }]));
  const layers = layersOf(members, graph.edges);
  const heights = new Map<number, number>();
  const at = new Map<string, { x: number; y: number }>();
  const corner = scope === null ? { x: 0, y: 0 } : { x: FRAME.left, y: FRAME.top };
  for (const step of members) {
    const layer = layers.get(step.id) ?? 0;
    const y = heights.get(layer) ?? 0;
    const size = sizeOf(graph, step.id);
    at.set(step.id, { x: corner.x + layer * (NODE.width + GAP.x), y: corner.y + y });
    heights.set(layer, y + size.height + GAP.y);
  }
  return at;
}

function sizeOf(graph: RunGraph, id: string): { width: number; height: number } {
  const members = membersOf(graph, id);
  if (members.length === 0) return NODE;
  const inner = placed(graph, id);
  let { width, height } = NODE;
  for (const step of members) {
    const at = inner.get(step.id) ?? { x: 0, y: 0 };
    const size = sizeOf(graph, step.id);
    width = Math.max(width, at.x + size.width + FRAME.right);
    height = Math.max(height, at.y + size.height + FRAME.bottom);
  }
  return { width, height };
}

/** Every step's place, frames before what they hold; all of it begins at (0, 0). */
export function boxesOf(graph: RunGraph): { boxes: Box[]; width: number; height: number } {
  const boxes: Box[] = [];
  const place = (scope: string | null, corner: { x: number; y: number }, depth: number) => {
    if (depth > 20) return;
    const at = placed(graph, scope);
    for (const step of membersOf(graph, scope)) {
      const { x, y } = at.get(step.id) ?? { x: 0, y: 0 };
      const frame = membersOf(graph, step.id).length > 0;
      const box = { id: step.id, x: corner.x + x, y: corner.y + y, ...sizeOf(graph, step.id) };
      boxes.push({ ...box, frame });
      if (frame) place(step.id, box, depth + 1);
    }
  };
  place(null, { x: 0, y: 0 }, 0);
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const moved = boxes.map((box) => ({ ...box, x: box.x - left, y: box.y - top }));
  return {
    boxes: moved,
    width: Math.max(NODE.width, ...moved.map((box) => box.x + box.width)),
    height: Math.max(NODE.height, ...moved.map((box) => box.y + box.height)),
  };
}

/** A wire from the right of one box to the left of another, and where its words stand. */
export function wireOf(from: Box, to: Box): { path: string; x: number; y: number } {
  const a = { x: from.x + from.width, y: from.y + Math.min(from.height, NODE.height) / 2 };
  const b = { x: to.x, y: to.y + Math.min(to.height, NODE.height) / 2 };
  const bend = Math.max(36, Math.abs(b.x - a.x) / 2);
  const path = `M${a.x} ${a.y} C${a.x + bend} ${a.y} ${b.x - bend} ${b.y} ${b.x} ${b.y}`;
  return { path, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
