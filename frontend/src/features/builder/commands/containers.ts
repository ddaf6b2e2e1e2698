/** Putting steps into containers and taking them out, folding containers, going in and out. Each is one change, one undo. */

import { isMark } from "../model/annotations";
import { isRefusal } from "../model/connect";
import {
  aroundOf,
  insideOf,
  isContainer,
  membersOf,
  outsideIn,
  rootsOf,
  type Scope,
  scopeOf,
} from "../model/containers";
import {
  type Box,
  boxesIn,
  boxesOf,
  COLUMN_GAP,
  FRAME,
  freePlace,
  isFrame,
  ROW_GAP,
} from "../model/geometry";
import { edgeKey, type Graph, type Position, stepOf } from "../model/graph";
import { firstStep } from "../model/navigate";
import { applyAll, type Operation } from "../model/operations";
import type { BuilderState, BuilderStore } from "../stores/store";
import { bridged, nameOf, withRoom } from "./actions";

/** The containers that these steps may be put into, and `null` for out of all; with how deep each is nested. */
export function placesFor(state: BuilderState, ids: readonly string[]): { id: Scope; depth: number }[] {
  const { graph } = state.document;
  const own = new Set([...ids, ...insideOf(graph, ids)]);
  const containers = outsideIn(graph).filter(
    (step) => isContainer(state.types.get(step.type)) && !own.has(step.id),
  );
  return [
    { id: null, depth: 0 },
    ...containers.map((step) => ({ id: step.id, depth: aroundOf(graph, step.id).length + 1 })),
  ];
}

/**
 * Puts steps into a container, or out of all (`null`). Wires that would cross its border go, and a chain that a single step leaves stays
 * whole. `places`: where they are to lie, seen from the new corner; without it there where there is room. `along`: what else happens in
 * the same gesture.
 */
export function nest(
  store: BuilderStore,
  ids: Iterable<string>,
  into: Scope,
  places?: Graph["layout"],
  along: readonly Operation[] = [],
): boolean {
  const state = store.getState();
  const { graph } = state.document;
  const moved = rootsOf(graph, ids).filter((id) => !isMark(id) && scopeOf(graph, id) !== into);
  const [first] = moved;
  if (first === undefined) return false;
  const layout = places ?? roomFor(state, moved, into);
  const operations: Operation[] = [
    { kind: "nestSteps", ids: moved, into, layout },
    ...(moved.length === 1 ? bridged(graph, moved) : []),
    ...along,
  ];
  const scopes = new Set([...moved.map((id) => scopeOf(graph, id)), into]);
  const values = {
    count: moved.length,
    name: moved.length === 1 ? nameOf(state, first) : "",
    other: into === null ? nameOf(state, scopeOf(graph, first) ?? first) : nameOf(state, into),
  };
  const label = into === null ? "takeOut" : "putInside";
  if (!state.change({ label, values, operations: withRoom(state, operations, scopes) })) return false;
  const cut = cutBy(graph, operations, state);
  state.say(`said.${label}${cut > 0 ? "Cut" : ""}`, { ...values, cut }, cut > 0 ? "undo" : "quiet");
  return true;
}

/** How many wires a change takes away. */
function cutBy(graph: Graph, operations: readonly Operation[], state: BuilderState): number {
  const after = applyAll(graph, operations, state.types);
  if (isRefusal(after)) return 0;
  const left = new Set(after.edges.map(edgeKey));
  return graph.edges.filter((each) => !left.has(edgeKey(each))).length;
}

/** Inside: after what is there, as they lay among each other. Outside: below the container they leave. */
function roomFor(state: BuilderState, ids: readonly string[], into: Scope): Graph["layout"] {
  const { graph, types } = { graph: state.document.graph, types: state.types };
  const all = boxesOf(graph, types);
  const own = ids.flatMap((id) => all.get(id) ?? []);
  const corner = { x: Math.min(...own.map((box) => box.x)), y: Math.min(...own.map((box) => box.y)) };
  const taken = [...boxesIn(graph, types, into).values()];
  const wanted = into === null ? below(all, graph, ids) : afterLast(taken);
  const size = {
    width: Math.max(...own.map((box) => box.x + box.width)) - corner.x,
    height: Math.max(...own.map((box) => box.y + box.height)) - corner.y,
  };
  const at = freePlace(wanted, size, taken);
  return Object.fromEntries(
    ids.map((id) => {
      const box = all.get(id) ?? corner;
      return [id, { x: at.x + box.x - corner.x, y: at.y + box.y - corner.y }];
    }),
  );
}

function below(all: ReadonlyMap<string, Box>, graph: Graph, ids: readonly string[]): Position {
  const outermost = aroundOf(graph, ids[0] ?? "").at(-1);
  const box = outermost ? all.get(outermost) : undefined;
  return box ? { x: box.x, y: box.y + box.height + ROW_GAP } : { x: 0, y: 0 };
}

function afterLast(taken: readonly Box[]): Position {
  const last = taken.reduce<Box | null>((far, box) => (far === null || box.x > far.x ? box : far), null);
  return last ? { x: last.x + last.width + COLUMN_GAP, y: last.y } : { x: FRAME.left, y: FRAME.top };
}

/** One level out: into the container around the one they stand in. */
export function takeOut(store: BuilderStore): void {
  const { document, selected } = store.getState();
  const [first] = rootsOf(document.graph, selected).filter((id) => !isMark(id));
  const around = first === undefined ? null : scopeOf(document.graph, first);
  if (around !== null) nest(store, selected, scopeOf(document.graph, around));
}

export function toggleFold(store: BuilderStore, id: string): void {
  const state = store.getState();
  const folded = new Set(state.folded);
  const open = folded.delete(id);
  if (!open) folded.add(id);
  state.set({ folded });
  state.say(open ? "said.unfolded" : "said.folded", { name: nameOf(state, id) });
}

/** Opens every folded container around a step, so that it can be seen. */
export function reveal(store: BuilderStore, id: string): void {
  const state = store.getState();
  const around = aroundOf(state.document.graph, id).filter((each) => state.folded.has(each));
  if (around.length === 0) return;
  state.set({ folded: new Set([...state.folded].filter((each) => !around.includes(each))) });
}

/** The container that the commands about containers mean: the selected one. */
export function selectedContainer(state: BuilderState): string | null {
  const id = state.selected.size === 1 ? [...state.selected][0] : undefined;
  const step = id === undefined ? undefined : stepOf(state.document.graph, id);
  return step && isFrame(state.document.graph, step, state.types) ? step.id : null;
}

export function focusInside(store: BuilderStore): void {
  const state = store.getState();
  const container = selectedContainer(state);
  const first = container === null ? null : firstStep(state.document.graph, container);
  if (first === null) state.say("said.nothingInside");
  else {
    reveal(store, first);
    state.select([first]);
  }
}

export function focusOutside(store: BuilderStore): void {
  const state = store.getState();
  const around = state.focus === null ? null : scopeOf(state.document.graph, state.focus);
  if (around === null) state.say("said.nothingAround");
  else state.select([around]);
}

/** The steps that a folded container hides. */
export function hiddenIn(graph: Graph, folded: ReadonlySet<string>): ReadonlySet<string> {
  const shut = [...folded].filter((id) => membersOf(graph, id).length > 0);
  return shut.length === 0 ? nothing : insideOf(graph, shut);
}

const nothing: ReadonlySet<string> = new Set();
