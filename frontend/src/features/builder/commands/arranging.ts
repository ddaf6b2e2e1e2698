/** What is done with several selected steps: switched off and on, brought into line, spread evenly. Each is one change, one undo. */
import { rootsOf, scopeOf } from "../model/containers";
import { placing, withNotes } from "../model/frames";
import { type Box, boxesIn, snap } from "../model/geometry";
import type { Graph } from "../model/graph";
import { ungathered } from "../model/groups";
import type { BuilderState, BuilderStore } from "../stores/store";
import { nameOf, withRoom } from "./actions";

/** Switches the selected steps off; on again when all of them are off. */
export function toggleDisabled(store: BuilderStore): void {
  const state = store.getState();
  const steps = state.document.graph.steps.filter((step) => state.selected.has(step.id));
  const [first] = steps;
  if (first === undefined) return;
  const off = steps.some((step) => !step.disabled);
  const values = { count: steps.length, name: nameOf(state, first.id) };
  const operations = steps.map((step) => ({
    kind: "setStep" as const,
    id: step.id,
    path: ["disabled"],
    value: off ? true : undefined,
  }));
  const label = off ? "disable" : "enable";
  if (state.change({ label, values, operations })) state.say(`said.${label}`, values);
}

export type Edge = "left" | "centre" | "right" | "top" | "middle" | "bottom";

/** The steps and notes that a gesture on the selection moves, where all of them stand in one scope. */
function chosen(state: BuilderState): Map<string, Box> {
  const { graph } = state.document;
  const ids = rootsOf(graph, ungathered(graph, state.selected));
  const scopes = new Set(ids.map((id) => scopeOf(graph, id)));
  const [scope] = scopes;
  if (scopes.size !== 1 || scope === undefined) return new Map();
  const own = boxesIn(graph, state.types, scope);
  const boxes = scope === null ? withNotes(graph, own) : own;
  return new Map(ids.flatMap((id) => (boxes.has(id) ? [[id, boxes.get(id) as Box] as const] : [])));
}

export function aligned(boxes: ReadonlyMap<string, Box>, edge: Edge): Graph["layout"] {
  const all = [...boxes.values()];
  const left = Math.min(...all.map((box) => box.x));
  const right = Math.max(...all.map((box) => box.x + box.width));
  const top = Math.min(...all.map((box) => box.y));
  const bottom = Math.max(...all.map((box) => box.y + box.height));
  const place: { [E in Edge]: (box: Box) => { x?: number; y?: number } } = {
    left: () => ({ x: left }),
    centre: (box) => ({ x: (left + right - box.width) / 2 }),
    right: (box) => ({ x: right - box.width }),
    top: () => ({ y: top }),
    middle: (box) => ({ y: (top + bottom - box.height) / 2 }),
    bottom: (box) => ({ y: bottom - box.height }),
  };
  return Object.fromEntries(
    [...boxes].map(([id, box]) => [id, snap({ x: box.x, y: box.y, ...place[edge](box) })]),
  );
}

/** The same room between each and the next; the outermost two stay where they are. */
export function distributed(boxes: ReadonlyMap<string, Box>, along: "x" | "y"): Graph["layout"] {
  const length = along === "x" ? "width" : "height";
  const order = [...boxes].sort(([, a], [, b]) => a[along] - b[along]);
  const [first, last] = [order[0]?.[1], order.at(-1)?.[1]];
  if (!first || !last) return {};
  const taken = order.reduce((sum, [, box]) => sum + box[length], 0);
  const gap = (last[along] + last[length] - first[along] - taken) / Math.max(1, order.length - 1);
  let at = first[along];
  const layout: Graph["layout"] = {};
  for (const [id, box] of order) {
    layout[id] = snap({ x: box.x, y: box.y, [along]: at });
    at += box[length] + gap;
  }
  return layout;
}

function arrange(
  store: BuilderStore,
  label: string,
  places: (boxes: Map<string, Box>) => Graph["layout"],
): void {
  const state = store.getState();
  const boxes = chosen(state);
  const [first] = boxes.keys();
  if (first === undefined) return;
  const operations = withRoom(state, placing(places(boxes)), [scopeOf(state.document.graph, first)]);
  if (state.change({ label, values: { count: boxes.size }, operations }))
    state.say(`said.${label}`, { count: boxes.size });
}

export function align(store: BuilderStore, edge: Edge): void {
  arrange(store, "align", (boxes) => aligned(boxes, edge));
}

export function distribute(store: BuilderStore, along: "x" | "y"): void {
  arrange(store, "distribute", (boxes) => distributed(boxes, along));
}
