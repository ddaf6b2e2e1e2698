/** Which notes and groups commands mean, and whether any is there: what is asked at every change of the selection. */
import { type Colour, isGroupId, isMark } from "../model/annotations";
import { rootsOf } from "../model/containers";
import { groupOf, scopeOfGroup, scopeOfMember, ungathered } from "../model/groups";
import type { BuilderState, BuilderStore } from "../stores/store";

/** The note or group that commands about one mean: the only one selected. */
export function selectedMark(state: BuilderState): string | null {
  const id = state.selected.size === 1 ? [...state.selected][0] : undefined;
  return id !== undefined && isMark(id) ? id : null;
}

/** What among the selected has a colour: notes and groups. */
export function coloured(state: BuilderState): { id: string; colour: Colour }[] {
  const { notes, groups } = state.document.graph;
  return [...notes, ...groups].filter((each) => state.selected.has(each.id));
}

/** The steps and notes that would be framed together. */
export function groupable(state: BuilderState): string[] {
  const { graph } = state.document;
  return rootsOf(graph, ungathered(graph, state.selected));
}

/** The groups meant by "ungroup": those selected, else those around what is selected. */
export function groupsMeant(state: BuilderState): string[] {
  const chosen = [...state.selected];
  const groups = chosen.filter(isGroupId);
  if (groups.length > 0) return groups;
  const { graph } = state.document;
  return [...new Set(chosen.flatMap((id) => groupOf(graph, id)?.id ?? []))];
}

/** The groups that these may be put into: those on the same ground, without the one they are all in. */
export function groupsFor(state: BuilderState, members: readonly string[]): string[] {
  const { graph } = state.document;
  return graph.groups
    .filter((each) => members.every((id) => scopeOfMember(graph, id) === scopeOfGroup(graph, each)))
    .filter((each) => !members.every((id) => each.members.includes(id)))
    .map((each) => each.id);
}

export function inSomeGroup(state: BuilderState): boolean {
  return [...state.selected].some((id) => groupOf(state.document.graph, id) !== undefined);
}

/** Opens the text of a note, or the name of a group. */
export function editMark(store: BuilderStore, id: string): void {
  const state = store.getState();
  if (state.readOnly) return;
  state.select([id]);
  state.set({ editing: id });
}

export function stopEditing(store: BuilderStore): void {
  store.getState().set({ editing: null });
}
