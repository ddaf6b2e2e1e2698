/** The operations on notes and groups. As with all operations: a new graph, or a refusal with its reason. */
import {
  type Group,
  LARGEST_NOTE,
  LEAST_NOTE,
  MAX_GROUP_NAME,
  MAX_GROUPS,
  MAX_NOTE_TEXT,
  MAX_NOTES,
  type Note,
} from "./annotations";
import { type Refusal, refuse } from "./connect";
import { equal } from "./equal";
import type { Graph } from "./graph";
import { regrouped, scopeOfMember, withoutMembers } from "./groups";

export type NotePatch = Partial<Omit<Note, "id">>;
export type GroupPatch = Partial<Pick<Group, "name" | "colour">>;

export type Annotation =
  | { kind: "insertNotes"; notes: Note[] }
  | { kind: "removeNotes"; ids: string[] }
  | { kind: "setNote"; id: string; patch: NotePatch }
  | { kind: "insertGroups"; groups: Group[] }
  | { kind: "removeGroups"; ids: string[] }
  | { kind: "setGroup"; id: string; patch: GroupPatch }
  | { kind: "regroup"; members: string[]; into: string | null };

type Apply<K extends Annotation["kind"]> = (
  graph: Graph,
  operation: Extract<Annotation, { kind: K }>,
) => Graph | Refusal;

export const annotators: { [K in Annotation["kind"]]: Apply<K> } = {
  insertNotes(graph, { notes }) {
    const ids = new Set(graph.notes.map((note) => note.id));
    for (const note of notes) {
      if (ids.has(note.id)) return refuse("duplicateNote", { note: note.id });
      if (note.text.length > MAX_NOTE_TEXT) return refuse("noteTooLong", { most: String(MAX_NOTE_TEXT) });
      ids.add(note.id);
    }
    if (ids.size > MAX_NOTES) return refuse("tooManyNotes", { most: String(MAX_NOTES) });
    return notes.length === 0 ? graph : { ...graph, notes: [...graph.notes, ...notes.map(sized)] };
  },

  removeNotes(graph, { ids }) {
    const gone = new Set(ids);
    const notes = graph.notes.filter((note) => !gone.has(note.id));
    if (notes.length === graph.notes.length) return graph;
    return { ...graph, notes, groups: withoutMembers(graph.groups, gone) };
  },

  setNote(graph, { id, patch }) {
    const note = graph.notes.find((each) => each.id === id);
    if (note === undefined)
      return patch.text === undefined && patch.colour === undefined ? graph : refuse("unknownNote");
    if ((patch.text?.length ?? 0) > MAX_NOTE_TEXT)
      return refuse("noteTooLong", { most: String(MAX_NOTE_TEXT) });
    const next = sized({ ...note, ...patch });
    return equal(note, next)
      ? graph
      : { ...graph, notes: graph.notes.map((each) => (each === note ? next : each)) };
  },

  insertGroups(graph, { groups }) {
    const there = idsOf(graph);
    let next = graph.groups;
    for (const group of groups) {
      if (next.some((each) => each.id === group.id)) return refuse("duplicateGroup", { group: group.id });
      const members = group.members.filter((id) => there.has(id));
      const refusal = whyNotTogether(graph, members);
      if (refusal) return refusal;
      if (members.length > 0)
        next = [...withoutMembers(next, new Set(members)), named({ ...group, members })];
    }
    if (next.length > MAX_GROUPS) return refuse("tooManyGroups", { most: String(MAX_GROUPS) });
    return next === graph.groups ? graph : { ...graph, groups: next };
  },

  removeGroups(graph, { ids }) {
    const groups = graph.groups.filter((group) => !ids.includes(group.id));
    return groups.length === graph.groups.length ? graph : { ...graph, groups };
  },

  setGroup(graph, { id, patch }) {
    const group = graph.groups.find((each) => each.id === id);
    if (group === undefined) return refuse("unknownGroup");
    const next = named({ ...group, ...patch });
    return equal(group, next)
      ? graph
      : { ...graph, groups: graph.groups.map((each) => (each === group ? next : each)) };
  },

  /** Into a group, or out of all (`null`). Somebody else may have dissolved it meanwhile: then nothing is left to do. */
  regroup(graph, { members, into }) {
    const there = idsOf(graph);
    const moved = members.filter((id) => there.has(id));
    const target = graph.groups.find((group) => group.id === into);
    if (moved.length === 0 || (into !== null && target === undefined)) return graph;
    const refusal = target ? whyNotTogether(graph, [...target.members, ...moved]) : null;
    if (refusal) return refusal;
    const groups = regrouped(graph.groups, moved, into);
    return groups === graph.groups ? graph : { ...graph, groups };
  },
};

function idsOf(graph: Graph): Set<string> {
  return new Set([...graph.steps.map((step) => step.id), ...graph.notes.map((note) => note.id)]);
}

/** A frame can only be drawn around what lies on one ground: the canvas, or the inside of one loop. */
export function whyNotTogether(graph: Graph, members: readonly string[]): Refusal | null {
  const scopes = new Set(members.map((id) => scopeOfMember(graph, id)));
  return scopes.size > 1 ? refuse("notTogether") : null;
}

function sized(note: Note): Note {
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  const width = within(note.width, LEAST_NOTE.width, LARGEST_NOTE.width);
  const height = within(note.height, LEAST_NOTE.height, LARGEST_NOTE.height);
  return width === note.width && height === note.height ? note : { ...note, width, height };
}

function named(group: Group): Group {
  return group.name.length > MAX_GROUP_NAME ? { ...group, name: group.name.slice(0, MAX_GROUP_NAME) } : group;
}
