/**
 * The document: a graph, the log of operations that made it, and what can be undone. One gesture is one edit; a burst on the same
 * field joins its edit until that is saved; 200 edits deep. Times and ids are handed in. Undoing never takes away what others did since.
 */
import { isRefusal, type Refusal } from "./connect";
import { difference } from "./difference";
import {
  type Blocked,
  type Change,
  type Edit,
  EVERYWHERE,
  HISTORY_DEPTH,
  type History,
  inverseOf,
  type LogItem,
  noHistory,
  placesOf,
} from "./edits";
import { type Graph, readGraph } from "./graph";
import { changedPlaces } from "./merge";
import { applyAll, type Operation } from "./operations";
import type { Catalogue } from "./step-types";

export const BURST_MS = 800;

export interface Document extends History {
  graph: Graph;
  log: LogItem[];
}

export function openDocument(graph: Graph, history: History = noHistory): Document {
  return { ...history, graph, log: [] };
}

export interface Moment {
  at: number;
  id: string;
}

export function perform(
  document: Document,
  change: Change,
  types: Catalogue,
  { at, id }: Moment,
): Document | Refusal {
  const graph = applyAll(document.graph, change.operations, types);
  if (isRefusal(graph)) return graph;
  if (graph === document.graph) return document;
  const last = document.past.at(-1);
  if (last !== undefined && joins(document, last, change, at)) {
    const operations = compact([...last.operations, ...change.operations]);
    const past = [...document.past.slice(0, -1), { ...last, operations, after: graph, at }];
    const item: LogItem = { act: "do", id: last.id, ...named(last), operations };
    return { ...document, graph, past, log: [...document.log.slice(0, -1), item] };
  }
  const edit: Edit = { ...change, id, at, turned: null, before: document.graph, after: graph };
  const item: LogItem = { act: "do", id, ...named(change), operations: change.operations };
  const past = [...document.past, edit].slice(-HISTORY_DEPTH);
  return { ...document, graph, past, future: [], log: [...document.log, item] };
}

function named({ label, values }: Change): Pick<Change, "label" | "values"> {
  return values === undefined ? { label } : { label, values };
}

function joins({ log, future }: Document, last: Edit, change: Change, at: number): boolean {
  const isUnsaved = log.at(-1)?.act === "do" && log.at(-1)?.id === last.id;
  const isBurst = change.group !== undefined && change.group === last.group && at - last.at <= BURST_MS;
  return isUnsaved && isBurst && future.length === 0;
}

export interface Turn {
  document: Document;
  edit: Edit;
  /** Why nothing happened. */
  blocked?: Blocked;
}

/** Takes back my last edit that nobody built upon. One that somebody did is passed over from then on. */
export function undo(document: Document, types: Catalogue): Turn | null {
  const { past, future } = document;
  const at = past.findLastIndex((each) => !each.stuck);
  const edit = past[at];
  if (edit === undefined) return null;
  const turned = turnedGraph(document, edit, past.slice(at + 1), back(document.graph, edit, types));
  if ("by" in turned)
    return {
      document: { ...document, past: past.with(at, { ...edit, stuck: turned }) },
      edit,
      blocked: turned,
    };
  const undone: Edit = { ...edit, before: turned.graph, after: document.graph, turned: null };
  const rest = past.filter((each) => each !== edit);
  return {
    edit,
    document: moved(document, "undo", edit, turned.graph, { past: rest, future: [undone, ...future] }),
  };
}

export function redo(document: Document, types: Catalogue): Turn | null {
  const { past, future } = document;
  const at = future.findIndex((each) => !each.stuck);
  const edit = future[at];
  if (edit === undefined) return null;
  const turned = turnedGraph(document, edit, future.slice(0, at), forth(document.graph, edit, types));
  if ("by" in turned)
    return {
      document: { ...document, future: future.with(at, { ...edit, stuck: turned }) },
      edit,
      blocked: turned,
    };
  const done: Edit = { ...edit, before: document.graph, after: turned.graph, turned: null };
  const rest = future.filter((each) => each !== edit);
  return {
    edit,
    document: moved(document, "redo", edit, turned.graph, { past: [...past, done], future: rest }),
  };
}

export function canUndo({ past }: Document): boolean {
  return past.some((each) => !each.stuck);
}

export function canRedo({ future }: Document): boolean {
  return future.some((each) => !each.stuck);
}

function moved(
  document: Document,
  act: "undo" | "redo",
  { id }: Edit,
  graph: Graph,
  stacks: Pick<Document, "past" | "future">,
): Document {
  const operations = difference(document.graph, graph);
  return { ...document, ...stacks, graph, log: [...document.log, { act, id, operations }] };
}

function back(graph: Graph, edit: Edit, types: Catalogue): Graph | Refusal {
  if (edit.before && graph === edit.after) return edit.before;
  return replacing(graph, inverseOf(edit), edit.operations, types);
}

function forth(graph: Graph, edit: Edit, types: Catalogue): Graph | Refusal {
  if (edit.after && graph === edit.before) return edit.after;
  return replacing(graph, edit.operations, edit.inverse ?? [], types);
}

/** One graph put in the place of another takes with it only what differs between these two. */
function replacing(
  graph: Graph,
  operations: readonly Operation[],
  opposite: readonly Operation[],
  types: Catalogue,
): Graph | Refusal {
  const [to, from] = [operations[0], opposite[0]];
  if (to?.kind !== "replace" || from?.kind !== "replace") return applyAll(graph, operations, types);
  const [before, after] = [readGraph(from.graph), readGraph(to.graph)];
  if (changedPlaces(graph, before).size === 0) return after;
  return applyAll(graph, difference(before, after), types);
}

/** The graph after an edit is turned, or whose change would be lost by that. */
function turnedGraph(
  { graph, others }: Document,
  { turned }: Edit,
  passedOver: readonly Edit[],
  next: Graph | Refusal,
): { graph: Graph } | Blocked {
  const since = others.filter(
    (each) => turned !== null && each.turned > turned && (each.done || each.revision <= turned),
  );
  const touched = new Map<string, string | null>();
  for (const edit of passedOver)
    for (const place of placesOf(edit)) touched.set(place, edit.stuck?.by ?? null);
  for (const { by, places } of since) for (const place of places) touched.set(place, by);
  if (isRefusal(next)) return { by: since.at(-1)?.by ?? null };
  if (touched.size === 0) return { graph: next };
  const kept = positionsKept(graph, next, touched);
  const changed = changedPlaces(graph, kept);
  if (changed.size === 0 && changedPlaces(graph, next).size > 0) return { by: since.at(-1)?.by ?? null };
  const lost = [...changed].find((place) => blocks(place, kept, touched));
  if (lost === undefined) return { graph: kept };
  return { by: touched.get(lost) ?? touched.get(EVERYWHERE) ?? null };
}

function blocks(place: string, next: Graph, touched: ReadonlyMap<string, string | null>): boolean {
  if (touched.has(EVERYWHERE)) return true;
  const isGone = place.startsWith("at:") && !liesIn(next, place.slice("at:".length));
  return touched.has(place) && !isGone;
}

function liesIn(graph: Graph, id: string): boolean {
  return graph.layout[id] !== undefined || graph.notes.some((note) => note.id === id);
}

/** A step or note that somebody moved since stays where they put it. */
function positionsKept(graph: Graph, next: Graph, touched: ReadonlyMap<string, unknown>): Graph {
  const theirs = Object.entries(graph.layout).filter(([id]) => touched.has(`at:${id}`) && next.layout[id]);
  const moved = new Map(
    graph.notes.filter(({ id }) => touched.has(`at:${id}`)).map((note) => [note.id, note]),
  );
  if (theirs.length === 0 && moved.size === 0) return next;
  const notes = next.notes.map((note) => {
    const { x, y, width, height } = moved.get(note.id) ?? note;
    return { ...note, x, y, width, height };
  });
  return { ...next, layout: { ...next.layout, ...Object.fromEntries(theirs) }, notes };
}

/** Does once more what a log says, on another graph or after a reload. */
export function replay(document: Document, log: readonly LogItem[], types: Catalogue): Document | Refusal {
  let { graph, past, future } = document;
  for (const item of log) {
    const next = applyAll(graph, item.operations, types);
    if (isRefusal(next)) return next;
    const fresh = { before: graph, after: next, turned: null };
    if (item.act === "do") {
      const { act: _, ...change } = item;
      past = [...past, { ...change, ...fresh, at: 0 }].slice(-HISTORY_DEPTH);
      future = [];
    } else if (item.act === "undo") {
      const edit = past.find((each) => each.id === item.id);
      past = past.filter((each) => each !== edit);
      if (edit) future = [{ ...edit, before: next, after: graph, turned: null }, ...future];
    } else {
      const edit = future.find((each) => each.id === item.id);
      future = future.filter((each) => each !== edit);
      if (edit) past = [...past, { ...edit, ...fresh }];
    }
    graph = next;
  }
  return { ...document, graph, past, future, log: [...document.log, ...log] };
}

/** Drops operations that a later one of the same kind on the same place makes void. */
export function compact(operations: readonly Operation[]): Operation[] {
  const kept: Operation[] = [];
  for (const each of operations) {
    const last = kept.at(-1);
    const joined = joinedMove(kept, each);
    if (joined) kept[joined.at] = joined.operation;
    else if (last !== undefined && overrides(last, each)) kept[kept.length - 1] = each;
    else kept.push(each);
  }
  return kept;
}

/** Moves, and changes of one note, do not hinder each other: each joins the last one on the same thing among those just before. */
function joinedMove(
  kept: readonly Operation[],
  each: Operation,
): { at: number; operation: Operation } | null {
  for (let at = kept.length - 1; at >= 0; at -= 1) {
    const one = kept[at];
    if (one?.kind === "moveSteps" && each.kind === "moveSteps")
      return { at, operation: { kind: "moveSteps", layout: { ...one.layout, ...each.layout } } };
    if (one?.kind === "setNote" && each.kind === "setNote" && one.id === each.id)
      return { at, operation: { ...each, patch: { ...one.patch, ...each.patch } } };
    if (one?.kind !== "moveSteps" && one?.kind !== "setNote") return null;
  }
  return null;
}

function overrides(earlier: Operation, later: Operation): boolean {
  if (earlier.kind === "setStep" && later.kind === "setStep") {
    return (
      earlier.id === later.id &&
      earlier.path.join("\n") === later.path.join("\n") &&
      later.value !== undefined
    );
  }
  if (earlier.kind === "setGroup" && later.kind === "setGroup")
    return earlier.id === later.id && Object.keys(earlier.patch).every((key) => key in later.patch);
  return earlier.kind === later.kind && (later.kind === "setInput" || later.kind === "setOutput");
}
