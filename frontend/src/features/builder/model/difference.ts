/** The operations that lead from one graph to another. What an undo says to the log, and what is compared when two people edit. */

import type { NotePatch } from "./annotate";
import type { Group, Note } from "./annotations";
import { equal } from "./equal";
import { edgeKey, type Graph, type Json, type Step } from "./graph";
import type { Operation } from "./operations";

export function difference(from: Graph, to: Graph): Operation[] {
  const operations: Operation[] = [];
  const before = new Map(from.steps.map((step) => [step.id, step]));
  const after = new Map(to.steps.map((step) => [step.id, step]));
  const wanted = new Set(to.edges.map(edgeKey));
  const cut = from.edges.filter(
    (each) => !wanted.has(edgeKey(each)) && after.has(each.from) && after.has(each.to),
  );
  if (cut.length > 0) operations.push({ kind: "removeEdges", edges: cut });

  // Before a container goes, with all that is in it, what is to stay has left it.
  for (const step of to.steps) {
    const earlier = before.get(step.id);
    if (earlier !== undefined && earlier !== step) operations.push(...stepChanges(earlier, step));
  }
  const gone = [...before.keys()].filter((id) => !after.has(id));
  if (gone.length > 0) operations.push({ kind: "removeSteps", ids: gone });

  const fresh = to.steps.filter((step) => !before.has(step.id));
  const layout = Object.fromEntries(fresh.flatMap(({ id }) => (to.layout[id] ? [[id, to.layout[id]]] : [])));
  if (fresh.length > 0) operations.push({ kind: "insertSteps", steps: fresh, edges: [], layout });

  const had = new Set(from.edges.filter((each) => after.has(each.from) && after.has(each.to)).map(edgeKey));
  for (const edge of to.edges) if (!had.has(edgeKey(edge))) operations.push({ kind: "connect", edge });

  const moved = to.steps.filter(
    ({ id }) => before.has(id) && to.layout[id] && !equal(from.layout[id], to.layout[id]),
  );
  if (moved.length > 0) {
    operations.push({
      kind: "moveSteps",
      layout: Object.fromEntries(moved.flatMap(({ id }) => (to.layout[id] ? [[id, to.layout[id]]] : []))),
    });
  }
  operations.push(...noteChanges(from.notes, to.notes), ...groupChanges(from, to));
  if (!equal(from.input, to.input)) operations.push({ kind: "setInput", input: to.input });
  if (!equal(from.output, to.output)) operations.push({ kind: "setOutput", output: to.output });
  if (from.timeout !== to.timeout) operations.push({ kind: "setTimeLimit", timeout: to.timeout ?? null });
  return operations;
}

function noteChanges(from: readonly Note[], to: readonly Note[]): Operation[] {
  const before = new Map(from.map((note) => [note.id, note]));
  const after = new Set(to.map((note) => note.id));
  const gone = from.filter((note) => !after.has(note.id)).map((note) => note.id);
  const fresh = to.filter((note) => !before.has(note.id));
  return [
    ...(gone.length > 0 ? [{ kind: "removeNotes" as const, ids: gone }] : []),
    ...(fresh.length > 0 ? [{ kind: "insertNotes" as const, notes: fresh }] : []),
    ...to.flatMap((note): Operation[] => {
      const old = before.get(note.id);
      const patch = old === undefined || old === note ? {} : changedIn(old, note);
      return Object.keys(patch).length > 0 ? [{ kind: "setNote", id: note.id, patch }] : [];
    }),
  ];
}

function changedIn(old: Note, note: Note): NotePatch {
  const keys = Object.keys(note) as (keyof Note)[];
  return Object.fromEntries(keys.filter((key) => old[key] !== note[key]).map((key) => [key, note[key]]));
}

/** A group that no member is left of goes by itself: it is only kept where one member stays in it all the time. */
function groupChanges(from: Graph, to: Graph): Operation[] {
  if (from.groups === to.groups) return [];
  const before = new Map(from.groups.map((group) => [group.id, group]));
  const kept = (group: Group) => before.get(group.id)?.members.some((id) => group.members.includes(id));
  const staying = to.groups.filter(kept);
  const ids = new Set(staying.map((group) => group.id));
  const gone = from.groups.filter((group) => !ids.has(group.id)).map((group) => group.id);
  const fresh = to.groups.filter((group) => !ids.has(group.id));
  const left = staying.flatMap((group) =>
    (before.get(group.id)?.members ?? []).filter((id) => !group.members.includes(id)),
  );
  const operations: Operation[] = [];
  if (gone.length > 0) operations.push({ kind: "removeGroups", ids: gone });
  if (left.length > 0) operations.push({ kind: "regroup", members: left, into: null });
  if (fresh.length > 0) operations.push({ kind: "insertGroups", groups: fresh });
  for (const group of staying) {
    const old = before.get(group.id) as Group;
    const come = group.members.filter((id) => !old.members.includes(id));
    if (come.length > 0) operations.push({ kind: "regroup", members: come, into: group.id });
    if (old.name !== group.name || old.colour !== group.colour)
      operations.push({
        kind: "setGroup",
        id: group.id,
        patch: { name: group.name, colour: group.colour },
      });
  }
  return operations;
}

function stepChanges(before: Step, after: Step): Operation[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const operations: Operation[] = [];
  for (const key of keys) {
    const value = (after as unknown as Record<string, Json | undefined>)[key];
    if (!equal((before as unknown as Record<string, unknown>)[key], value)) {
      operations.push({ kind: "setStep", id: after.id, path: [key], value });
    }
  }
  return operations;
}
