/** What people do with notes and groups. Each is one change, one undo. Knows no React. */
import {
  type Colour,
  isGroupId,
  isNoteId,
  LEAST_NOTE,
  type Note,
  nameOfMark,
  nextColour,
} from "../model/annotations";
import { freshMark } from "../model/clipboard";
import { allBoxes, boxAround } from "../model/frames";
import { freePlace, ROW_GAP, snap } from "../model/geometry";
import type { Position } from "../model/graph";
import { groupOf, ungathered } from "../model/groups";
import type { Operation } from "../model/operations";
import type { BuilderState, BuilderStore } from "../stores/store";
import { coloured, groupable, groupsMeant, selectedMark } from "./chosen-marks";
import { hiddenIn } from "./containers";

const NEW_NOTE = { width: 240, height: 136 };

const shown = ({ document: { graph }, types, folded }: BuilderState) => ({
  graph,
  types,
  folded,
  hidden: hiddenIn(graph, folded),
});

/** Puts a note exactly there, or where there is room near what is selected or seen; its text is then being edited. */
export function newNote(
  store: BuilderStore,
  { exactly, near }: { exactly?: Position | undefined; near?: Position | undefined } = {},
): string | null {
  const state = store.getState();
  const id = freshMark("note");
  const at = exactly ? snap(exactly) : placeForNote(state, near);
  const note: Note = { id, text: "", colour: "amber", ...at, ...NEW_NOTE };
  if (!state.change({ label: "addNote", operations: [{ kind: "insertNotes", notes: [note] }] })) return null;
  state.select([id]);
  state.set({ editing: id });
  state.say("said.noteAdded");
  return id;
}

/** Below what is selected; else near this place; else below everything. */
function placeForNote(state: BuilderState, near: Position | undefined): Position {
  const boxes = allBoxes(shown(state));
  const chosen = [...state.selected].flatMap((id) => boxes.get(id) ?? []);
  const under = boxAround(chosen.length > 0 ? chosen : [...boxes.values()]);
  if (under === null) return { x: 0, y: 0 };
  const below = { x: under.x, y: under.y + under.height + ROW_GAP };
  const taken = [...boxes].filter(([id]) => !isGroupId(id)).map(([, box]) => box);
  return freePlace(near && chosen.length === 0 ? near : below, NEW_NOTE, taken);
}

/** Typing into one note is one entry for as long as it goes on without a pause. */
export function writeNote(store: BuilderStore, id: string, text: string): void {
  setNote(store, id, { text }, "writeNote", `${id}:text`);
}

function setNote(
  store: BuilderStore,
  id: string,
  patch: Extract<Operation, { kind: "setNote" }>["patch"],
  label: string,
  group?: string,
): void {
  store.getState().change({
    label,
    operations: [{ kind: "setNote", id, patch }],
    ...(group ? { group } : {}),
  });
}

export function sizeNote(store: BuilderStore, id: string, size: { width: number; height: number }): void {
  const { x: width, y: height } = snap({ x: size.width, y: size.height });
  setNote(store, id, { width, height }, "sizeNote", `${id}:size`);
}

/** Makes the selected note larger or smaller from its lower right corner. */
export function stretchNote(store: BuilderStore, dx: number, dy: number): void {
  const state = store.getState();
  const note = state.document.graph.notes.find((each) => each.id === selectedMark(state));
  if (!note) return;
  const width = Math.max(LEAST_NOTE.width, note.width + dx);
  const height = Math.max(LEAST_NOTE.height, note.height + dy);
  sizeNote(store, note.id, { width, height });
  state.say("said.noteSized", { width, height });
}

/** Without a colour: the next one of the palette. */
export function recolour(store: BuilderStore, wanted?: Colour): void {
  const state = store.getState();
  const chosen = coloured(state);
  const [first] = chosen;
  if (!first) return;
  const colour = wanted ?? nextColour(first.colour);
  const operations = chosen.map(
    ({ id }): Operation => ({ kind: isNoteId(id) ? "setNote" : "setGroup", id, patch: { colour } }),
  );
  if (state.change({ label: "recolour", operations })) state.say(`said.colour.${colour}`);
}

export function group(store: BuilderStore): void {
  const state = store.getState();
  const members = groupable(state);
  if (members.length === 0) return;
  const id = freshMark("group");
  const operations: Operation[] = [
    { kind: "insertGroups", groups: [{ id, name: "", colour: "grey", members }] },
  ];
  if (!state.change({ label: "group", values: { count: members.length }, operations })) return;
  state.select([id]);
  state.set({ editing: id });
  state.say("said.grouped", { count: members.length });
}

export function ungroup(store: BuilderStore): void {
  const state = store.getState();
  const { graph } = state.document;
  const ids = groupsMeant(state);
  const members = ungathered(graph, ids);
  const [first] = ids;
  if (first === undefined) return;
  const values = { name: nameOfMark(graph, first), count: ids.length };
  if (!state.change({ label: "ungroup", values, operations: [{ kind: "removeGroups", ids }] })) return;
  state.select(members);
  state.say("said.ungrouped", values);
}

export function renameGroup(store: BuilderStore, id: string, name: string): void {
  store.getState().change({
    label: "renameGroup",
    group: `${id}:name`,
    operations: [{ kind: "setGroup", id, patch: { name } }],
  });
}

/** Into this group, or out of the one they are in (`null`). */
export function regroup(store: BuilderStore, members: readonly string[], into: string | null): void {
  const state = store.getState();
  const { graph } = state.document;
  const [first = ""] = members;
  const from = groupOf(graph, first)?.id;
  const values = { count: members.length, name: nameOfMark(graph, into ?? from ?? "") };
  const label = into === null ? "leaveGroup" : "joinGroup";
  const operations: Operation[] = [{ kind: "regroup", members: [...members], into }];
  if (state.change({ label, values, operations })) state.say(`said.${label}`, values);
}

/** Selects the next note or group, the first after the last: for those who do not point. */
export function focusNextMark(store: BuilderStore): void {
  const state = store.getState();
  const { notes, groups } = state.document.graph;
  const marks = [...groups, ...notes].map((each) => each.id);
  const next = marks[(marks.indexOf(state.focus ?? "") + 1) % marks.length];
  if (next === undefined) state.say("said.noMarks");
  else state.select([next]);
}
