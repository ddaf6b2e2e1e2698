/** What a workflow is: steps joined by edges, its input and its output. Owns the shape and the questions asked of it; changes nothing. */

import { type Group, type Note, readGroups, readNotes } from "./annotations";
import { scopeOf } from "./containers";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Position {
  x: number;
  y: number;
}

export interface Retry {
  max?: number;
  /** The first pause; each next one is `factor` times as long, up to `max_backoff`. */
  backoff?: string;
  factor?: number;
  max_backoff?: string;
  /** The share of a pause by which it may be longer or shorter: 0 to 1. */
  jitter?: number;
  /** Kinds of problems and statuses that are worth another try; absent: all that may pass by themselves. */
  on?: string[];
}

/** What undoes a step that was done, should the run fail later: a step of its own, without a place in the graph. */
export interface Undo {
  type: string;
  with: JsonObject;
}

/** What stands for a step's answer while the draft is tried; published versions have none. */
export interface Pinned {
  output: Json;
  /** The exit by which the step is left; absent: the usual one. */
  port?: string;
}

export interface Step {
  id: string;
  type: string;
  name?: string;
  with: JsonObject;
  retry?: Retry;
  timeout?: string;
  /** Of several wires that lead here: wait for all of them (when absent), for any one, or for so many. */
  join?: "all" | "any" | number;
  /** The container it stands in; absent: the workflow itself. */
  in?: string;
  /** Stands in for the output when the step has failed for good. `null` is a value too. */
  default?: Json;
  undo?: Undo;
  /** Says otherwise than its type what doing it twice would mean. */
  effect?: string;
  pinned?: Pinned;
  /** Passed over: skipped without its effect, and what follows goes on. */
  disabled?: boolean;
}

export interface Edge {
  from: string;
  /** Absent: the step's only exit. */
  port?: string;
  to: string;
}

export interface InputSchema {
  type: "object";
  properties: { [name: string]: JsonObject };
  required: string[];
}

export interface Graph {
  input: InputSchema;
  steps: Step[];
  edges: Edge[];
  /** Usually an object of named answers; any value is allowed. */
  output: Json;
  /** How long a run may take in all. */
  timeout?: string;
  /** Where each step lies, seen from the corner of the container it stands in. */
  layout: { [step: string]: Position };
  /** What people wrote and drew about it. Runs know nothing of it. */
  notes: Note[];
  groups: Group[];
}

export const ERROR_PORT = "error";
export const STEP_ID = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export const emptyGraph: Graph = {
  input: { type: "object", properties: {}, required: [] },
  steps: [],
  edges: [],
  output: {},
  layout: {},
  notes: [],
  groups: [],
};

export function edgeKey(edge: Edge): string {
  return `${edge.from}|${edge.port ?? ""}|${edge.to}`;
}

export function sameEdge(a: Edge, b: Edge): boolean {
  return a.from === b.from && a.to === b.to && (a.port ?? "") === (b.port ?? "");
}

export function edge(from: string, to: string, port?: string): Edge {
  return port ? { from, port, to } : { from, to };
}

export function stepOf(graph: Graph, id: string): Step | undefined {
  return graph.steps.find((step) => step.id === id);
}

export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a graph that came from outside: what is missing becomes empty, what is unknown is kept. */
export function readGraph(raw: unknown): Graph {
  if (!isObject(raw)) return emptyGraph;
  const input = isObject(raw.input) ? raw.input : {};
  const steps = Array.isArray(raw.steps) ? raw.steps.filter(isStepLike) : [];
  const notes = readNotes(raw.notes);
  return {
    ...raw,
    input: {
      ...input,
      type: "object",
      properties: (isObject(input.properties) ? input.properties : {}) as InputSchema["properties"],
      required: Array.isArray(input.required)
        ? input.required.filter((name) => typeof name === "string")
        : [],
    },
    steps: steps.map((step) => ({ ...step, with: (isObject(step.with) ? step.with : {}) as JsonObject })),
    edges: (Array.isArray(raw.edges) ? raw.edges.filter(isEdgeLike) : []) as Edge[],
    output: (raw.output ?? {}) as Json,
    layout: readLayout(raw.layout),
    notes,
    groups: readGroups(raw.groups, placesOf(steps, notes)),
  };
}

/** Everything that a group may have as a member, with the ground on which it lies. */
function placesOf(steps: Step[], notes: readonly Note[]): Map<string, string | null> {
  const own = notes.map((note): [string, null] => [note.id, null]);
  return new Map([
    ...steps.map((step): [string, string | null] => [step.id, scopeOf({ steps }, step.id)]),
    ...own,
  ]);
}

function isStepLike(value: unknown): value is Step {
  return isObject(value) && typeof value.id === "string" && typeof value.type === "string";
}

function isEdgeLike(value: unknown): value is Edge {
  return isObject(value) && typeof value.from === "string" && typeof value.to === "string";
}

function readLayout(raw: unknown): Graph["layout"] {
  if (!isObject(raw)) return {};
  const layout: Graph["layout"] = {};
  for (const [id, at] of Object.entries(raw)) {
    if (isObject(at) && Number.isFinite(at.x) && Number.isFinite(at.y)) {
      layout[id] = { x: at.x as number, y: at.y as number };
    }
  }
  return layout;
}

export interface Neighbours {
  into: Map<string, Edge[]>;
  outOf: Map<string, Edge[]>;
}

export function neighbours(graph: Pick<Graph, "steps" | "edges">): Neighbours {
  const into = new Map<string, Edge[]>();
  const outOf = new Map<string, Edge[]>();
  for (const step of graph.steps) {
    into.set(step.id, []);
    outOf.set(step.id, []);
  }
  for (const each of graph.edges) {
    into.get(each.to)?.push(each);
    outOf.get(each.from)?.push(each);
  }
  return { into, outOf };
}

/** Every step that can be reached from `start` by following edges (`start` itself only through a cycle). */
export function downstream(graph: Graph, start: string, near: Neighbours = neighbours(graph)): Set<string> {
  return reach(start, (id) => near.outOf.get(id)?.map((each) => each.to) ?? []);
}

/** Every step that comes before `end` on some path. */
export function upstream(graph: Graph, end: string, near: Neighbours = neighbours(graph)): Set<string> {
  return reach(end, (id) => near.into.get(id)?.map((each) => each.from) ?? []);
}

function reach(start: string, next: (id: string) => string[]): Set<string> {
  const seen = new Set<string>();
  const open = next(start);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return seen;
}

/** Steps in the order in which they can run; the members of a cycle come last, in document order. */
export function runOrder(graph: Graph, near: Neighbours = neighbours(graph)): string[] {
  const waiting = new Map(graph.steps.map((step) => [step.id, near.into.get(step.id)?.length ?? 0]));
  const ready = graph.steps.filter((step) => waiting.get(step.id) === 0).map((step) => step.id);
  const order: string[] = [];
  for (let at = 0; at < ready.length; at += 1) {
    const id = ready[at] as string;
    order.push(id);
    for (const each of near.outOf.get(id) ?? []) {
      const left = (waiting.get(each.to) ?? 0) - 1;
      waiting.set(each.to, left);
      if (left === 0) ready.push(each.to);
    }
  }
  if (order.length === graph.steps.length) return order;
  const placed = new Set(order);
  return [...order, ...graph.steps.map((step) => step.id).filter((id) => !placed.has(id))];
}
