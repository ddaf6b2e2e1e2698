/** What people do in the builder, in terms of the document: each action is one change, one undo. Knows no React. */

import { isGroupId, isMark, isNoteId, kindOf, nameOfMark } from "../model/annotations";
import { connect, isRefusal } from "../model/connect";
import { insideOf, isContainer, membersOf, rootsOf, type Scope, scopeOf } from "../model/containers";
import { notesCarried, placing } from "../model/frames";
import {
  type Box,
  boxesIn,
  boxesOf,
  COLUMN_GAP,
  FRAME,
  freePlace,
  LEAST_FRAME,
  NODE_WIDTH,
  sizeWithExits,
} from "../model/geometry";
import {
  type Edge,
  ERROR_PORT,
  edge,
  type Graph,
  type Position,
  type Step,
  stepOf,
  upstream,
} from "../model/graph";
import { groupOf, ungathered } from "../model/groups";
import { openDocument } from "../model/history";
import { tidyNested } from "../model/layout";
import { notesAlong } from "../model/layout-groups";
import { type Direction, nextFocus } from "../model/navigate";
import { applyAll, freeId, type Operation } from "../model/operations";
import { exitsOf, portName } from "../model/ports";
import { makeRoom } from "../model/room";
import { defaultsOf, type StepType } from "../model/step-types";
import type { BuilderState, BuilderStore, Target } from "../stores/store";

export function titleOf(step: Step, state: Pick<BuilderState, "types">): string {
  return step.name || state.types.get(step.type)?.name || step.id;
}

/** The name people know a step by; a note's first words; a group's name. */
export function nameOf(state: BuilderState, id: string): string {
  if (isMark(id)) return nameOfMark(state.document.graph, id);
  const step = stepOf(state.document.graph, id);
  return step ? titleOf(step, state) : id;
}

/** Adds a step of this type at the target, connected, where there is room, and opens its settings. */
export function addStep(store: BuilderStore, type: StepType, target: Target): string | null {
  const state = store.getState();
  const { graph } = state.document;
  const id = freeId(type.name, new Set(graph.steps.map((step) => step.id)));
  const step: Step = { id, type: type.type, name: type.name, with: defaultsOf(type) };
  const exits = exitsOf(step, type);
  const operations = target.edge
    ? insertInto(
        state,
        target.edge,
        step,
        exits.length > 0 ? portName(exits[0] as never) : undefined,
        exits.length > 0,
      )
    : appendAt(state, step, exits.length, target);
  const scope = target.edge ? scopeOf(graph, target.edge.from) : scopeIn(operations, id);
  const between = target.edge && sharedGroup(graph, target.edge);
  if (between) operations.push({ kind: "regroup", members: [id], into: between });
  const roomy = withRoom(state, operations, [scope]);
  if (!state.change({ label: "addStep", values: { name: type.name }, operations: roomy })) return null;
  state.set({ fresh: id });
  state.select([id], { open: true });
  const after = target.from ?? (target.edge ? { step: target.edge.from } : null);
  if (after) state.say("said.addedAfter", { name: type.name, other: nameOf(state, after.step) });
  else if (scope) state.say("said.addedInside", { name: type.name, other: nameOf(state, scope) });
  else state.say("said.added", { name: type.name });
  return id;
}

/** What is put between two members of a group belongs to it as well. */
function sharedGroup(graph: Graph, wire: Edge): string | null {
  const group = groupOf(graph, wire.from);
  return group?.members.includes(wire.to) ? group.id : null;
}

function scopeIn(operations: readonly Operation[], id: string): Scope {
  for (const each of operations)
    if (each.kind === "insertSteps") return each.steps.find((step) => step.id === id)?.in ?? null;
  return null;
}

function appendAt(state: BuilderState, step: Step, exits: number, target: Target): Operation[] {
  const { graph } = state.document;
  const scope = target.from ? scopeOf(graph, target.from.step) : (target.inside ?? null);
  const boxes = boxesIn(graph, state.types, scope);
  const wanted =
    target.place ?? (target.from ? placeAfter(boxes, target.from.step) : placeAtEnd(boxes, scope));
  const size = isContainer(state.types.get(step.type)) ? LEAST_FRAME : sizeWithExits(exits);
  const at = freePlace(wanted, size, [...boxes.values()]);
  const edges = target.from ? [edge(target.from.step, step.id, target.from.port)] : [];
  const placed = scope === null ? step : { ...step, in: scope };
  return [{ kind: "insertSteps", steps: [placed], edges, layout: { [step.id]: at } }];
}

function placeAfter(boxes: ReadonlyMap<string, Box>, id: string): Position {
  const box = boxes.get(id);
  return box ? { x: box.x + box.width + COLUMN_GAP, y: box.y } : { x: 0, y: 0 };
}

function placeAtEnd(boxes: ReadonlyMap<string, Box>, scope: Scope): Position {
  let last: Box | null = null;
  for (const box of boxes.values()) if (last === null || box.x > last.x) last = box;
  if (last) return { x: last.x + last.width + COLUMN_GAP, y: last.y };
  return scope === null ? { x: 0, y: 0 } : { x: FRAME.left, y: FRAME.top };
}

/** The operations, what must move so that frames have room for what is put inside these scopes, and the notes on frames that move. */
export function withRoom(state: BuilderState, operations: Operation[], scopes: Iterable<Scope>): Operation[] {
  const { graph } = state.document;
  const after = applyAll(graph, operations, state.types);
  if (isRefusal(after)) return operations;
  const layout = makeRoom(graph, after, state.types, scopes);
  const settled: Graph = { ...after, layout: { ...after.layout, ...layout } };
  const along = notesCarried(graph, settled, state.types);
  return [...operations, ...placing({ ...layout, ...along })];
}

/** Into a wire: the step takes the place of what came next, which moves on with everything behind it. */
function insertInto(
  state: BuilderState,
  wire: Edge,
  step: Step,
  port: string | undefined,
  onward: boolean,
): Operation[] {
  const { graph } = state.document;
  const scope = scopeOf(graph, wire.from);
  const boxes = boxesIn(graph, state.types, scope);
  const from = boxes.get(wire.from);
  const to = boxes.get(wire.to);
  if (!from || !to) return [];
  const width = isContainer(state.types.get(step.type)) ? LEAST_FRAME.width : NODE_WIDTH;
  const placed = scope === null ? step : { ...step, in: scope };
  const room = to.x - (from.x + from.width);
  const at = { x: from.x + from.width + COLUMN_GAP, y: to.y };
  const needed = width + 2 * COLUMN_GAP - room;
  const layout: Graph["layout"] = { [step.id]: at };
  if (needed > 0) Object.assign(layout, shifted(graph, boxes, wire, at.x, needed));
  if (!onward)
    return [{ kind: "insertSteps", steps: [placed], edges: [edge(wire.from, step.id, wire.port)], layout }];
  const insert: Operation = { kind: "insertIntoEdge", edge: wire, step: placed, layout };
  return [port ? { ...insert, port } : insert];
}

function shifted(
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
  wire: Edge,
  from: number,
  by: number,
): Graph["layout"] {
  const before = upstream(graph, wire.from);
  const layout: Graph["layout"] = {};
  for (const [id, box] of boxes) {
    const behind = box.x >= from - 1 && id !== wire.from && !before.has(id);
    if (behind) layout[id] = { x: box.x + by, y: box.y };
  }
  return layout;
}

export function addEdge(store: BuilderStore, from: { step: string; port?: string }, to: string): boolean {
  const state = store.getState();
  const done = state.change({
    label: "connect",
    values: { from: nameOf(state, from.step), to: nameOf(state, to) },
    operations: [{ kind: "connect", edge: edge(from.step, to, from.port) }],
  });
  if (done) state.say("said.connected", { from: nameOf(state, from.step), to: nameOf(state, to) });
  return done;
}

/** The exit that a new wire most likely leaves by: the first without one, else the first. */
export function freeExit(state: BuilderState, id: string): { step: string; port?: string } | null {
  const step = stepOf(state.document.graph, id);
  if (!step) return null;
  const exits = exitsOf(step, state.types.get(step.type));
  const used = new Set(
    state.document.graph.edges.filter((each) => each.from === id).map((each) => each.port ?? ""),
  );
  const exit = exits.find((each) => !used.has(portName(each) ?? "")) ?? exits[0];
  if (!exit) return null;
  const port = portName(exit);
  return port ? { step: id, port } : { step: id };
}

/** Where the next step goes when this one is selected: into a container that is still empty, else after it. */
export function nextTarget(state: BuilderState, id: string): Target {
  const { graph } = state.document;
  const step = stepOf(graph, id);
  if (step && isContainer(state.types.get(step.type)) && membersOf(graph, id).length === 0)
    return { inside: id };
  const from = freeExit(state, id);
  return from ? { from } : {};
}

export function removeSelected(store: BuilderStore): void {
  const state = store.getState();
  if (state.selectedEdge) {
    const gone = state.selectedEdge;
    const values = { from: nameOf(state, gone.from), to: nameOf(state, gone.to) };
    state.change({ label: "disconnect", values, operations: [{ kind: "removeEdges", edges: [gone] }] });
    state.say("said.disconnected", values);
    return;
  }
  const { graph } = state.document;
  const chosen = [...state.selected];
  const ids = rootsOf(
    graph,
    chosen.filter((id) => !isMark(id)),
  );
  const [only = chosen[0]] = ids;
  if (only === undefined) return;
  const next = ids.length === 1 ? (nextFocus(graph, only, "left") ?? nextFocus(graph, only, "right")) : null;
  const count = chosen.filter(isMark).length + ids.length + insideOf(graph, ids).size;
  const values = { count, name: count === 1 ? nameOf(state, only) : "" };
  const operations = removing(graph, ids, chosen);
  const kind = kindOf(chosen);
  if (!state.change({ label: `remove${kind}`, values, operations })) return;
  state.set({ focus: next, panel: state.panel === "step" ? null : state.panel });
  state.say(`said.removed${kind}`, values);
}

/** Of a group only the frame goes. */
function removing(graph: Graph, steps: string[], chosen: readonly string[]): Operation[] {
  const notes = chosen.filter(isNoteId);
  const groups = chosen.filter(isGroupId);
  return [
    ...(groups.length > 0 ? [{ kind: "removeGroups" as const, ids: groups }] : []),
    ...(notes.length > 0 ? [{ kind: "removeNotes" as const, ids: notes }] : []),
    ...(steps.length > 0 ? [{ kind: "removeSteps" as const, ids: steps }, ...bridged(graph, steps)] : []),
  ];
}

/** A single step taken out of a chain leaves the chain whole. */
export function bridged(graph: Graph, ids: readonly string[]): Operation[] {
  const [id] = ids;
  if (ids.length !== 1 || id === undefined) return [];
  const into = graph.edges.filter((each) => each.to === id);
  const out = graph.edges.filter((each) => each.from === id);
  const [before, after] = [into[0], out[0]];
  if (into.length !== 1 || out.length !== 1 || !before || !after || after.port === ERROR_PORT) return [];
  const bridge = edge(before.from, after.to, before.port);
  const without: Graph = {
    ...graph,
    edges: graph.edges.filter((each) => each.from !== id && each.to !== id),
  };
  const allowed = connect(
    without,
    before.port ? { step: before.from, port: before.port } : { step: before.from },
    after.to,
  );
  return isRefusal(allowed) ? [] : [{ kind: "connect", edge: bridge }];
}

export function tidyAll(store: BuilderStore): void {
  const state = store.getState();
  const { graph } = state.document;
  const layout = tidyNested(graph, state.types, exitOrder(state));
  const after = boxesOf({ ...graph, layout }, state.types);
  const along = notesAlong(graph, boxesOf(graph, state.types), after);
  state.change({ label: "tidy", operations: placing({ ...layout, ...along }) });
  state.say("said.tidied");
}

/** Branches lie in the order of their exits. */
export function exitOrder(state: Pick<BuilderState, "document" | "types">): (edge: Edge) => number {
  const steps = new Map(state.document.graph.steps.map((step) => [step.id, step]));
  const ranks = new Map<string, Map<string, number>>();
  return (each) => {
    const step = steps.get(each.from);
    if (!step) return 0;
    let rank = ranks.get(step.id);
    if (!rank) {
      rank = new Map(exitsOf(step, state.types.get(step.type)).map((exit, at) => [portName(exit) ?? "", at]));
      ranks.set(step.id, rank);
    }
    return rank.get(each.port ?? "") ?? 99;
  };
}

/** Places for steps that have none, so that a workflow written elsewhere can be seen. */
export function withLayout(graph: Graph, types: BuilderState["types"]): Graph {
  if (graph.steps.every((step) => graph.layout[step.id])) return graph;
  const order = exitOrder({ document: openDocument(graph), types });
  const placed = applyAll(graph, placing(tidyNested(graph, types, order)), types);
  return isRefusal(placed) ? graph : placed;
}

export function moveFocus(store: BuilderStore, direction: Direction): void {
  const state = store.getState();
  const next = nextFocus(state.document.graph, state.focus, direction);
  if (next === null) {
    state.say(`said.noStep.${direction}`);
    return;
  }
  state.select([next]);
}

export function nudge(store: BuilderStore, dx: number, dy: number): void {
  const state = store.getState();
  const { graph } = state.document;
  const moved = rootsOf(graph, ungathered(graph, state.selected)).flatMap((id) => {
    const at = isNoteId(id) ? graph.notes.find((note) => note.id === id) : graph.layout[id];
    return at ? [[id, { x: at.x + dx, y: at.y + dy }] as const] : [];
  });
  if (moved.length === 0) return;
  const group = `nudge ${[...state.selected].join(" ")}`;
  state.change({
    label: "move",
    values: { count: moved.length },
    group,
    operations: withRoom(
      state,
      placing(Object.fromEntries(moved)),
      new Set(moved.map(([id]) => scopeOf(graph, id))),
    ),
  });
}
