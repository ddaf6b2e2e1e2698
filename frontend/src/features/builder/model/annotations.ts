/** Notes and groups: what people write and draw about a workflow. The shapes, their bounds (the server's), and how they are read. */
import { isObject, type Position } from "./graph";

export const COLOURS = ["amber", "teal", "sky", "violet", "rose", "grey"] as const;
export type Colour = (typeof COLOURS)[number];

export const MAX_NOTES = 200;
export const MAX_GROUPS = 200;
export const MAX_NOTE_TEXT = 4_000;
export const MAX_GROUP_NAME = 120;
export const LEAST_NOTE = { width: 120, height: 72 };
export const LARGEST_NOTE = { width: 1_600, height: 1_600 };

/** A sticky note: plain text at a place on the canvas. */
export interface Note extends Position {
  /** No step's id has a hyphen, so that notes, groups and steps can be chosen together. */
  id: string;
  text: string;
  colour: Colour;
  width: number;
  height: number;
}

/** A named frame around steps and notes. Its members are in no other group. */
export interface Group {
  id: string;
  name: string;
  colour: Colour;
  members: string[];
}

const NOTE_ID = /^note-[a-z0-9]{1,40}$/;
const GROUP_ID = /^group-[a-z0-9]{1,40}$/;

export const isNoteId = (id: string): boolean => id.startsWith("note-");
export const isGroupId = (id: string): boolean => id.startsWith("group-");

/** A note or a group: whatever can be chosen and is no step. */
export const isMark = (id: string): boolean => isNoteId(id) || isGroupId(id);

/** What sentences call these: steps, a note, a group, or items of several kinds. The end of a text's key. */
export function kindOf(ids: readonly string[]): "" | "Note" | "Group" | "Items" {
  const marks = ids.filter(isMark).length;
  if (marks === 0) return "";
  if (ids.length > 1) return "Items";
  return isNoteId(ids[0] ?? "") ? "Note" : "Group";
}

/** Empty where nobody has named it yet. */
export function nameOfMark(graph: { notes: readonly Note[]; groups: readonly Group[] }, id: string): string {
  const note = graph.notes.find((each) => each.id === id);
  return note ? titleOfNote(note) : (graph.groups.find((each) => each.id === id)?.name ?? "");
}

export function nextColour(colour: Colour): Colour {
  return COLOURS[(COLOURS.indexOf(colour) + 1) % COLOURS.length] as Colour;
}

/** The first line that says something, shortened: what a note is called. */
export function titleOfNote(note: Pick<Note, "text">): string {
  const line = note.text.split("\n").find((each) => each.trim() !== "") ?? "";
  const plain = line.trim();
  return plain.length > 60 ? `${plain.slice(0, 59).trimEnd()}…` : plain;
}

export function readNotes(raw: unknown): Note[] {
  return once(raw, NOTE_ID).flatMap((each): Note[] => {
    const { id, text, colour, x, y, width, height } = each;
    if (![x, y, width, height].every(Number.isFinite)) return [];
    const size = { width: width as number, height: height as number };
    return [
      { id, text: textOf(text), colour: colourOf(colour, "amber"), x: x as number, y: y as number, ...size },
    ];
  });
}

/**
 * `there`: what may be a member, with the ground on which it lies. Members that are gone, that another group has already, or that lie
 * elsewhere than the first are passed over; a group of nothing is none.
 */
export function readGroups(raw: unknown, there: ReadonlyMap<string, string | null>): Group[] {
  const left = new Map(there);
  return once(raw, GROUP_ID).flatMap((each): Group[] => {
    const named = (Array.isArray(each.members) ? each.members : []).filter((id): id is string =>
      left.has(id),
    );
    const ground = left.get(named[0] ?? "");
    const members = named.filter((id) => left.get(id) === ground && left.delete(id));
    return members.length === 0
      ? []
      : [{ id: each.id, name: textOf(each.name), colour: colourOf(each.colour, "grey"), members }];
  });
}

type Raw = { [key: string]: unknown; id: string };

function once(raw: unknown, shape: RegExp): Raw[] {
  const seen = new Set<string>();
  return (Array.isArray(raw) ? raw : []).filter((each): each is Raw => {
    if (!isObject(each) || typeof each.id !== "string" || !shape.test(each.id) || seen.has(each.id))
      return false;
    seen.add(each.id);
    return true;
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function colourOf(value: unknown, usual: Colour): Colour {
  return COLOURS.find((each) => each === value) ?? usual;
}
