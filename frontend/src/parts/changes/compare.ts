/** What differs between two graphs, in the terms people see: steps, their fields, connections, and the workflow as a whole. Pure. */
import type { Edge, Graph, Step } from "@/api/types";
import { isRecord } from "@/lib/problem";

export type ChangeKind = "added" | "changed" | "removed" | "moved";

/** A value that differs. `undefined` on a side: not there. */
export interface FieldChange {
  path: string[];
  before: unknown;
  after: unknown;
}

export interface StepChange {
  id: string;
  kind: ChangeKind;
  /** As it is afterwards; a removed step as it was. */
  step: Step;
  fields: FieldChange[];
}

/** A note or a group. `name`: what people know it by; empty where it has no words. */
export interface MarkChange {
  id: string;
  of: "note" | "group";
  kind: ChangeKind;
  name: string;
  fields: FieldChange[];
}

export interface EdgeChange {
  key: string;
  kind: "added" | "removed";
  edge: Edge;
}

export interface Comparison {
  /** In the order of the later graph, then what is gone. Steps that were only moved are in it, too. */
  steps: StepChange[];
  edges: EdgeChange[];
  /** Notes and groups on the canvas. */
  marks: MarkChange[];
  /** Input, output, time limit and whatever else belongs to the whole. */
  whole: FieldChange[];
  /** Nothing differs that does or says anything; steps and notes may still lie elsewhere. */
  same: boolean;
}

export interface Counts {
  added: number;
  changed: number;
  removed: number;
  moved: number;
  edges: number;
  marks: number;
  whole: number;
}

export function edgeId(edge: Edge): string {
  return `${edge.from}|${edge.port ?? ""}|${edge.to}`;
}

export function stepTitle(step: Step, types: ReadonlyMap<string, { name: string }>): string {
  return step.name || types.get(step.type)?.name || step.id;
}

export function compare(before: Graph, after: Graph): Comparison {
  const old = stepsOf(before);
  const fresh = stepsOf(after);
  const steps: StepChange[] = [];
  for (const [id, step] of fresh) {
    const earlier = old.get(id);
    if (!earlier) {
      steps.push({ id, kind: "added", step, fields: [] });
      continue;
    }
    const fields = [...fieldChanges(withSettings(earlier), withSettings(step))];
    if (fields.length > 0) steps.push({ id, kind: "changed", step, fields });
    else if (liesElsewhere(before, after, id)) steps.push({ id, kind: "moved", step, fields });
  }
  for (const [id, step] of old) if (!fresh.has(id)) steps.push({ id, kind: "removed", step, fields: [] });
  const edges = edgeChanges(before, after);
  const marks = [...markChanges(before, after, "note"), ...markChanges(before, after, "group")];
  const whole = [...fieldChanges(rest(before), rest(after))];
  const moves = [...steps, ...marks].every((each) => each.kind === "moved");
  return { steps, edges, marks, whole, same: edges.length === 0 && whole.length === 0 && moves };
}

export function countsOf({ steps, edges, marks, whole }: Comparison): Counts {
  const of = (kind: ChangeKind) => steps.filter((each) => each.kind === kind).length;
  return {
    added: of("added"),
    changed: of("changed"),
    removed: of("removed"),
    moved: of("moved"),
    edges: edges.length,
    marks: marks.filter((each) => each.kind !== "moved").length,
    whole: new Set(whole.map(({ path }) => path[0])).size,
  };
}

/** A draft may be unfinished: what is no step is passed over. */
function stepsOf(graph: Graph): Map<string, Step> {
  const steps = Array.isArray(graph.steps) ? graph.steps : [];
  return new Map(steps.filter((step) => isRecord(step) && typeof step.id === "string").map((s) => [s.id, s]));
}

/** No settings and empty ones are the same. */
function withSettings(step: Step): Step {
  return { ...step, with: step.with ?? {} };
}

function edgesOf(graph: Graph): Map<string, Edge> {
  const edges = Array.isArray(graph.edges) ? graph.edges : [];
  return new Map(edges.filter(isRecord).map((edge) => [edgeId(edge as Edge), edge as Edge]));
}

function edgeChanges(before: Graph, after: Graph): EdgeChange[] {
  const old = edgesOf(before);
  const fresh = edgesOf(after);
  const changes: EdgeChange[] = [];
  for (const [key, edge] of fresh) if (!old.has(key)) changes.push({ key, kind: "added", edge });
  for (const [key, edge] of old) if (!fresh.has(key)) changes.push({ key, kind: "removed", edge });
  return changes;
}

/** What notes are called where a group lists its members. */
export function namesOfNotes(graph: Graph): [string, string][] {
  return [...marksIn(graph, "note").values()].map((mark) => [mark.id, nameOfMark(mark) || mark.id]);
}

type Mark = Record<string, unknown> & { id: string };
const GEOMETRY = ["x", "y", "width", "height"];

function marksIn(graph: Graph, of: MarkChange["of"]): Map<string, Mark> {
  const list = graph[`${of}s`];
  const marks = (Array.isArray(list) ? list : []).filter(
    (each): each is Mark => isRecord(each) && typeof each.id === "string",
  );
  return new Map(marks.map((mark) => [mark.id, mark]));
}

function markChanges(before: Graph, after: Graph, of: MarkChange["of"]): MarkChange[] {
  const old = marksIn(before, of);
  const fresh = marksIn(after, of);
  const changes = [...fresh.values()].flatMap((mark): MarkChange[] => {
    const earlier = old.get(mark.id);
    const change = { id: mark.id, of, name: nameOfMark(mark) };
    if (!earlier) return [{ ...change, kind: "added", fields: [] }];
    const fields = keysOf(earlier, mark).flatMap((key): FieldChange[] =>
      JSON.stringify(earlier[key]) === JSON.stringify(mark[key])
        ? []
        : [{ path: [key], before: earlier[key], after: mark[key] }],
    );
    const told = fields.filter(({ path }) => !GEOMETRY.includes(path[0] ?? ""));
    if (told.length > 0) return [{ ...change, kind: "changed", fields: told }];
    return fields.length > 0 ? [{ ...change, kind: "moved", fields: [] }] : [];
  });
  const gone = [...old.values()].filter((mark) => !fresh.has(mark.id));
  return [
    ...changes,
    ...gone.map(
      (mark): MarkChange => ({ id: mark.id, of, kind: "removed", name: nameOfMark(mark), fields: [] }),
    ),
  ];
}

function keysOf(...marks: Mark[]): string[] {
  return [...new Set(marks.flatMap((mark) => Object.keys(mark)))];
}

function nameOfMark(mark: Mark): string {
  const words = String(mark.text ?? mark.name ?? "").trim();
  const [line = ""] = words.split("\n");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function liesElsewhere(before: Graph, after: Graph, id: string): boolean {
  const old = before.layout?.[id];
  const fresh = after.layout?.[id];
  return old !== undefined && fresh !== undefined && (old.x !== fresh.x || old.y !== fresh.y);
}

/** What is neither step nor edge nor place. Nothing, null and empty mean the same there, and so does an input that asks for nothing. */
function rest(graph: Graph): Record<string, unknown> {
  const { steps: _s, edges: _e, layout: _l, notes: _n, groups: _g, ...whole } = graph;
  if (isRecord(whole.input) && isVoid({ ...whole.input, type: null })) whole.input = {};
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => !isVoid(value)));
}

function isVoid(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isVoid);
}

/** Objects are compared key by key, lists of one length place by place, everything else as a whole. */
function* fieldChanges(before: unknown, after: unknown, path: string[] = []): Generator<FieldChange> {
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* fieldChanges(before[key], after[key], [...path, key]);
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [place, value] of before.entries())
      yield* fieldChanges(value, after[place], [...path, String(place)]);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    yield { path, before, after };
  }
}
