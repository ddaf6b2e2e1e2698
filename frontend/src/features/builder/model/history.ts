/**
 * The document: a graph, the log of operations that made it, and what can be undone. One gesture is one entry; a burst on the same
 * field joins its entry; 200 entries deep. The time of an entry is handed in.
 */
import { isRefusal, type Refusal } from "./connect";
import { difference } from "./difference";
import type { Graph } from "./graph";
import { applyAll, type Operation } from "./operations";
import type { Catalogue } from "./step-types";

export const HISTORY_DEPTH = 200;
export const BURST_MS = 800;

export interface Change {
  /** What it is called in "Undid: …": a key of the builder's texts and what the text names. */
  label: string;
  values?: { [name: string]: string | number };
  operations: Operation[];
  /** Changes with the same group within a burst are one entry: `setStep ask with.title`, or a gesture's id. */
  group?: string;
}

export interface Entry extends Change {
  before: Graph;
  after: Graph;
  at: number;
}

export interface Document {
  graph: Graph;
  past: Entry[];
  future: Entry[];
  /** What happened since the last save began, in order; undoing is something that happened too. */
  log: Operation[];
}

export function openDocument(graph: Graph, log: Operation[] = []): Document {
  return { graph, past: [], future: [], log };
}

export function perform(
  document: Document,
  change: Change,
  types: Catalogue,
  at: number,
): Document | Refusal {
  const graph = applyAll(document.graph, change.operations, types);
  if (isRefusal(graph)) return graph;
  if (graph === document.graph) return document;
  const last = document.past.at(-1);
  if (last !== undefined && document.future.length === 0 && joins(last, change, at)) {
    const operations = compact([...last.operations, ...change.operations]);
    const joined: Entry = { ...last, operations, after: graph, at };
    const log = compact([...document.log, ...change.operations]);
    return { graph, past: [...document.past.slice(0, -1), joined], future: [], log };
  }
  const entry: Entry = { ...change, before: document.graph, after: graph, at };
  const log = [...document.log, ...change.operations];
  return { graph, past: [...document.past, entry].slice(-HISTORY_DEPTH), future: [], log };
}

export function undo(document: Document): Document {
  const entry = document.past.at(-1);
  if (entry === undefined) return document;
  const log = [...document.log, ...difference(entry.after, entry.before)];
  return { graph: entry.before, past: document.past.slice(0, -1), future: [entry, ...document.future], log };
}

export function redo(document: Document): Document {
  const [entry, ...future] = document.future;
  if (entry === undefined) return document;
  const log = [...document.log, ...entry.operations];
  return { graph: entry.after, past: [...document.past, entry], future, log };
}

function joins(last: Entry, change: Change, at: number): boolean {
  return change.group !== undefined && change.group === last.group && at - last.at <= BURST_MS;
}

/** Drops operations that a later one of the same kind on the same place makes void. */
export function compact(operations: readonly Operation[]): Operation[] {
  const kept: Operation[] = [];
  for (const each of operations) {
    const last = kept.at(-1);
    if (last?.kind === "moveSteps" && each.kind === "moveSteps") {
      kept[kept.length - 1] = { kind: "moveSteps", layout: { ...last.layout, ...each.layout } };
    } else if (last !== undefined && overrides(last, each)) kept[kept.length - 1] = each;
    else kept.push(each);
  }
  return kept;
}

function overrides(earlier: Operation, later: Operation): boolean {
  if (earlier.kind === "setStep" && later.kind === "setStep") {
    return (
      earlier.id === later.id &&
      earlier.path.join("\n") === later.path.join("\n") &&
      later.value !== undefined
    );
  }
  return earlier.kind === later.kind && (later.kind === "setInput" || later.kind === "setOutput");
}
