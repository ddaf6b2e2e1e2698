/**
 * Tidies a workflow from left to right: layers by longest path, order within a layer by the barycentre of neighbours (Sugiyama's method),
 * heights by least squares under a minimal distance (pool adjacent violators). Stable: today's heights break ties. Nothing overlaps.
 */
import { membersOf, outsideIn, scopeOf } from "./containers";
import {
  COLUMN_GAP,
  FRAME,
  GRID,
  HEAD_HEIGHT,
  NODE_WIDTH,
  ROW_GAP,
  type Size,
  sizesOf,
  sizeWithExits,
} from "./geometry";
import { type Edge, type Graph, type Position, runOrder } from "./graph";
import { scopeOfGroup } from "./groups";
import { type Sized, tidyGrouped } from "./layout-groups";
import type { Catalogue } from "./step-types";

interface Item {
  id: string;
  layer: number;
  width: number;
  height: number;
  /** Where wires come in, from its top: what is brought into line. */
  anchor: number;
  before: Item[];
  after: Item[];
  /** Where the wire leaves or enters, measured from the top of the item: decides the order of branches. */
  wish: number;
  y: number;
  rank: number;
}

const LONGEST_WIRE = 12;
const SWEEPS = 6;
const THIN: Size = { width: 0, height: GRID };

export function tidy(
  graph: Pick<Graph, "steps" | "edges" | "layout">,
  sizes: ReadonlyMap<string, Sized>,
  exitOrder: (edge: Edge) => number = () => 0,
): Graph["layout"] {
  const layout: Graph["layout"] = {};
  let top = 0;
  for (const part of components(graph)) {
    const layers = arrange(part, graph, sizes, exitOrder);
    for (let sweep = 0; sweep < SWEEPS; sweep += 1) orderLayers(layers, sweep % 2 === 0);
    placeLayers(layers);
    top = settle(layers, layout, top);
  }
  return layout;
}

/**
 * Tidies what is inside containers first, so that each frame has its size before its surroundings are laid out. Places of notes that
 * are in groups are among the answer.
 */
export function tidyNested(
  graph: Graph,
  types: Catalogue,
  exitOrder?: (edge: Edge) => number,
): Graph["layout"] {
  const layout = { ...graph.layout };
  const containers = outsideIn(graph).filter((step) => membersOf(graph, step.id).length > 0);
  for (const scope of [...containers.reverse().map((step) => step.id), null]) {
    const part = {
      steps: [...membersOf(graph, scope)],
      edges: graph.edges.filter((each) => scopeOf(graph, each.from) === scope),
      layout,
    };
    const groups = graph.groups.filter((group) => scopeOfGroup(graph, group) === scope);
    const sizes = sizesOf({ ...graph, layout }, types);
    const placed = tidyGrouped(part, groups, graph.notes, sizes, tidy, exitOrder);
    const corner = scope === null ? { x: 0, y: 0 } : { x: FRAME.left, y: FRAME.top };
    for (const [id, at] of Object.entries(placed)) layout[id] = { x: at.x + corner.x, y: at.y + corner.y };
  }
  return layout;
}

interface Part {
  ids: string[];
  edges: Edge[];
}

/** The parts that are not connected with each other, in document order. */
function components(graph: Pick<Graph, "steps" | "edges">): Part[] {
  const parent = new Map(graph.steps.map((step) => [step.id, step.id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  const edges = graph.edges.filter((each) => parent.has(each.from) && parent.has(each.to));
  for (const each of edges) parent.set(root(each.to), root(each.from));
  const parts = new Map<string, Part>();
  for (const step of graph.steps) {
    const key = root(step.id);
    const part = parts.get(key) ?? { ids: [], edges: [] };
    part.ids.push(step.id);
    parts.set(key, part);
  }
  for (const each of edges) parts.get(root(each.from))?.edges.push(each);
  return [...parts.values()];
}

function arrange(
  part: Part,
  graph: Pick<Graph, "steps" | "edges" | "layout">,
  sizes: ReadonlyMap<string, Sized>,
  exitOrder: (edge: Edge) => number,
): Item[][] {
  const inside = new Set(part.ids);
  const steps = graph.steps.filter((step) => inside.has(step.id));
  const order = runOrder({ ...graph, steps, edges: part.edges } as Graph);
  const placeInOrder = new Map(order.map((id, at) => [id, at]));
  const forward = part.edges.filter(
    (each) => (placeInOrder.get(each.from) ?? 0) < (placeInOrder.get(each.to) ?? 0),
  );
  const items = new Map<string, Item>();
  for (const step of steps) {
    const size = sizes.get(step.id) ?? sizeWithExits(1);
    items.set(step.id, item(step.id, size, graph.layout[step.id]?.y ?? 0));
  }
  const into = new Map<string, Edge[]>();
  for (const each of forward) into.set(each.to, [...(into.get(each.to) ?? []), each]);
  for (const id of order) {
    const own = items.get(id) as Item;
    for (const each of into.get(id) ?? [])
      own.layer = Math.max(own.layer, (items.get(each.from) as Item).layer + 1);
  }
  const layers: Item[][] = [];
  for (const each of items.values()) put(layers, each);
  const sorted = [...forward].sort((a, b) => exitOrder(a) - exitOrder(b));
  for (const each of sorted) wire(layers, items.get(each.from) as Item, items.get(each.to) as Item);
  for (const layer of layers) {
    layer.sort((a, b) => a.y - b.y);
    number(layer);
  }
  return layers;
}

function item(id: string, size: Sized, y: number): Item {
  const { width, height } = size;
  const anchor = size.anchor ?? (width > NODE_WIDTH ? HEAD_HEIGHT / 2 : height / 2);
  return { id, layer: 0, width, height, anchor, before: [], after: [], wish: 0, y, rank: 0 };
}

function put(layers: Item[][], each: Item): void {
  while (layers.length <= each.layer) layers.push([]);
  layers[each.layer]?.push(each);
}

/** Joins two items; a wire that spans several layers gets a thin item in each, so that it runs between steps, not through them. */
function wire(layers: Item[][], from: Item, to: Item): void {
  let last = from;
  const span = to.layer - from.layer;
  if (span > 1 && span <= LONGEST_WIRE) {
    for (let layer = from.layer + 1; layer < to.layer; layer += 1) {
      const thin = { ...item("", THIN, (from.y + to.y) / 2), layer };
      put(layers, thin);
      link(last, thin);
      last = thin;
    }
  }
  link(last, to);
}

function link(from: Item, to: Item): void {
  from.after.push(to);
  to.before.push(from);
}

function number(layer: Item[]): void {
  for (const [at, each] of layer.entries()) each.rank = at;
}

function orderLayers(layers: Item[][], forwards: boolean): void {
  const walk = forwards ? layers : [...layers].reverse();
  for (const layer of walk) {
    for (const each of layer) {
      const near = forwards ? each.before : each.after;
      each.wish =
        near.length === 0 ? each.rank : mean(near, (other) => other.rank + share(other, each, forwards));
    }
    layer.sort((a, b) => a.wish - b.wish || a.rank - b.rank);
    number(layer);
  }
}

/** Which of the neighbour's wires this is, as a fraction: keeps branches in the order of their exits. */
function share(other: Item, each: Item, forwards: boolean): number {
  const list = forwards ? other.after : other.before;
  return list.length < 2 ? 0 : (list.indexOf(each) / list.length) * 0.9;
}

function placeLayers(layers: Item[][]): void {
  for (const layer of layers) stack(layer);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forwards = sweep % 2 === 0;
    for (const layer of forwards ? layers : [...layers].reverse()) {
      for (const each of layer) {
        const near = forwards ? each.before : each.after;
        each.wish = near.length === 0 ? middle(each) : mean(near, middle);
      }
      spread(layer);
    }
  }
}

function stack(layer: Item[]): void {
  let y = 0;
  for (const each of layer) {
    each.y = y;
    y += each.height + gapBelow(each);
  }
}

const gapBelow = (each: Item): number => (each.id === "" ? GRID : ROW_GAP);
const middle = (each: Item): number => each.y + each.anchor;

/** Brings each item as near to its wish as the others allow, keeping the order: isotonic regression on the slack. */
function spread(layer: Item[]): void {
  const blocks: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const each of layer) {
    offsets.push(offset);
    const target = each.wish - each.anchor - offset;
    blocks.push({ sum: target, count: 1 });
    for (let last = blocks.length - 1; last > 0; last -= 1) {
      const lower = blocks[last] as { sum: number; count: number };
      const upper = blocks[last - 1] as { sum: number; count: number };
      if (upper.sum / upper.count <= lower.sum / lower.count) break;
      blocks.splice(last - 1, 2, { sum: upper.sum + lower.sum, count: upper.count + lower.count });
    }
    offset += each.height + gapBelow(each);
  }
  let at = 0;
  for (const block of blocks) {
    for (let n = 0; n < block.count; n += 1, at += 1) {
      (layer[at] as Item).y = block.sum / block.count + (offsets[at] as number);
    }
  }
}

function mean(items: Item[], value: (item: Item) => number): number {
  let sum = 0;
  for (const each of items) sum += value(each);
  return sum / items.length;
}

/** Writes the places of one part below what is already placed; gives the top of the next. */
function settle(layers: Item[][], into: { [id: string]: Position }, top: number): number {
  const all = layers.flat();
  const highest = all.reduce((least, each) => Math.min(least, each.y), Number.POSITIVE_INFINITY);
  let bottom = top;
  let left = 0;
  for (const layer of layers) {
    let free = Number.NEGATIVE_INFINITY;
    for (const each of layer) {
      const y = Math.max(free, Math.round((each.y - highest + top) / GRID) * GRID);
      free = y + each.height + (each.id === "" ? 0 : GRID);
      if (each.id === "") continue;
      into[each.id] = { x: left, y };
      bottom = Math.max(bottom, y + each.height);
    }
    left += Math.max(NODE_WIDTH, ...layer.map((each) => each.width)) + COLUMN_GAP;
  }
  return Math.ceil((bottom + ROW_GAP * 2) / GRID) * GRID;
}
