/** Copied steps as JSON text, and what pasting them does: fresh ids, the wires among them, references that follow. */
import { type Group, type Note, readGroups } from "./annotations";
import { insideOf, isContainer } from "./containers";
import { type Edge, edgeKey, type Graph, isObject, type Position, readGraph, type Step } from "./graph";
import { ungathered } from "./groups";
import { freeId, type Operation } from "./operations";
import { renameTogether } from "./references";
import type { Catalogue } from "./step-types";

const MARK = "workflow-steps";

/** What is inside a chosen container comes along, and so does a group of which everything is chosen. */
export function copySteps(graph: Graph, ids: Iterable<string>): string {
  const named = ungathered(graph, ids);
  const chosen = new Set([...named, ...insideOf(graph, named)]);
  return JSON.stringify(
    {
      clipboard: MARK,
      steps: graph.steps.filter((step) => chosen.has(step.id)),
      edges: graph.edges.filter((each) => chosen.has(each.from) && chosen.has(each.to)),
      layout: Object.fromEntries(Object.entries(graph.layout).filter(([id]) => chosen.has(id))),
      notes: graph.notes.filter((note) => chosen.has(note.id)),
      groups: graph.groups.filter((group) => group.members.every((id) => chosen.has(id))),
    },
    null,
    2,
  );
}

export interface Pasted {
  steps: Step[];
  edges: Edge[];
  layout: Graph["layout"];
  notes: Note[];
  groups: Group[];
}

/** What pasting does, once everything has its place. */
export function pasting({ steps, edges, layout, notes, groups }: Pasted): Operation[] {
  return [
    ...(steps.length > 0 ? [{ kind: "insertSteps" as const, steps, edges, layout }] : []),
    ...(notes.length > 0 ? [{ kind: "insertNotes" as const, notes }] : []),
    ...(groups.length > 0 ? [{ kind: "insertGroups" as const, groups }] : []),
  ];
}

/** Where the outermost of the pasted steps go: all into one scope, or each beside its original where that is still there. */
export type PasteInto = string | null | "beside";

/** `null` when the text holds nothing. Accepts what was copied and a whole workflow graph. `fresh` gives ids to notes and groups. */
export function pasteSteps(
  text: string,
  graph: Graph,
  types: Catalogue,
  at: (first: Position) => Position,
  into: PasteInto = null,
  fresh: (kind: "note" | "group") => string = freshMark,
): Pasted | null {
  const raw = parse(text);
  if (!isObject(raw) || !Array.isArray(raw.steps)) return null;
  const found = readGraph(raw);
  if (found.steps.length === 0 && found.notes.length === 0) return null;
  const taken = new Set(graph.steps.map((step) => step.id));
  const ids = new Map<string, string>();
  for (const step of found.steps) {
    if (ids.has(step.id)) continue;
    const id = freeId(step.id, taken);
    taken.add(id);
    ids.set(step.id, id);
  }
  const isRoot = (step: Step) => step.in === undefined || !ids.has(step.in);
  const corner = topLeft(found, found.steps.filter(isRoot));
  for (const note of found.notes) ids.set(note.id, fresh("note"));
  const target = at(corner);
  const layout: Graph["layout"] = {};
  const steps: Step[] = [];
  for (const [old, id] of ids) {
    const step = found.steps.find((each) => each.id === old);
    if (step === undefined) continue;
    const from = found.layout[old] ?? { x: corner.x, y: corner.y + steps.length * 96 };
    const root = isRoot(step);
    layout[id] = root ? { x: from.x - corner.x + target.x, y: from.y - corner.y + target.y } : from;
    const { in: around, ...rest } = renameTogether(step, ids, types);
    const scope = root ? scopeFor(graph, types, around, into) : ids.get(around ?? "");
    steps.push(scope ? { ...rest, id, in: scope } : { ...rest, id });
  }
  const edges = unique(found.edges).flatMap((each): Edge[] => {
    const from = ids.get(each.from);
    const to = ids.get(each.to);
    return from && to ? [{ ...each, from, to }] : [];
  });
  const notes = found.notes.map((note) => ({
    ...note,
    id: ids.get(note.id) as string,
    x: note.x - corner.x + target.x,
    y: note.y - corner.y + target.y,
  }));
  const grounds = new Map<string, string | null>(steps.map((step) => [step.id, step.in ?? null]));
  for (const note of notes) grounds.set(note.id, null);
  const renamed = found.groups.map((group) => ({
    ...group,
    id: fresh("group"),
    members: group.members.map((id) => ids.get(id) as string),
  }));
  const groups = readGroups(renamed, grounds);
  return { steps, edges, layout, notes, groups };
}

/** Two people who write at the same time must not come upon the same id. */
export function freshMark(kind: "note" | "group"): string {
  return `${kind}-${Math.random().toString(36).slice(2, 10).padEnd(8, "0")}`;
}

function scopeFor(
  graph: Graph,
  types: Catalogue,
  around: string | undefined,
  into: PasteInto,
): string | null {
  if (into !== "beside") return into;
  const original = graph.steps.find((step) => step.id === around);
  return original && isContainer(types.get(original.type)) ? original.id : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function topLeft(graph: Graph, roots: readonly Step[]): Position {
  const places = [...roots.flatMap(({ id }) => graph.layout[id] ?? []), ...graph.notes];
  if (places.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...places.map((at) => at.x)), y: Math.min(...places.map((at) => at.y)) };
}

function unique(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((each) => [edgeKey(each), each])).values()];
}
