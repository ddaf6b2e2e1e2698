/**
 * The edits of a draft as they are kept: in the log until they are saved, then with the draft on the server. What is sent of them, what
 * comes back, and what was there already when the answer to a save was lost.
 */
import type { DraftHistory, SentEdits } from "@/api/types";
import { difference } from "./difference";
import type { Graph } from "./graph";
import type { Document } from "./history";
import { changedPlaces } from "./merge";
import { isOperation, type Operation } from "./operations";

export const HISTORY_DEPTH = 200;
/** A save may bring so many bytes; who has more sends none, and the server keeps that the draft was replaced. */
export const MOST_SENT = 1_000_000;
/** The place of an edit that may have touched everything. */
export const EVERYWHERE = "*";

export interface Change {
  /** What it is called in "Undid: …": a key of the builder's texts and what the text names. */
  label: string;
  values?: { [name: string]: string | number };
  operations: Operation[];
  /** Changes with the same group within a burst are one edit: `setStep ask with.title`, or a gesture's id. */
  group?: string;
}

/** Whose change stands in the way; null where that is nobody in particular. */
export interface Blocked {
  by: string | null;
}

/** One step of a person that can be undone. */
export interface Edit extends Change {
  id: string;
  at: number;
  /** The graphs around it, as long as the page is open in which it was last done or undone. */
  before?: Graph;
  after?: Graph;
  /** What takes it back, of an edit that came from the server. */
  inverse?: Operation[];
  places?: string[];
  /** The revision with which it was last done or undone; null until that is saved. */
  turned: number | null;
  /** Somebody's later change stands on it: it can no longer be undone, or done again. */
  stuck?: Blocked;
}

/** What happened since the last save, in order; undoing is something that happened too. */
export type LogItem =
  | ({ act: "do"; id: string; operations: Operation[] } & Pick<Change, "label" | "values">)
  | { act: "undo" | "redo"; id: string; operations: Operation[] };

export interface OthersEdit {
  by: string | null;
  places: readonly string[];
  done: boolean;
  revision: number;
  turned: number;
}

export interface History {
  past: Edit[];
  future: Edit[];
  others: OthersEdit[];
}

export const noHistory: History = { past: [], future: [], others: [] };

export function operationsOf(log: readonly LogItem[]): Operation[] {
  return log.flatMap((item) => item.operations);
}

export function readHistory(kept: DraftHistory): History {
  const edits = kept.mine.map((each): Edit & { state: string } => {
    const operations = each.operations as unknown as Operation[];
    const inverse = each.inverse as unknown as Operation[];
    // A newer release may have done what this one does not know.
    const isKnown = [...operations, ...inverse].every(isOperation);
    const { id, label, values, places, turned, state } = each;
    return {
      id,
      label,
      values,
      operations,
      inverse,
      places,
      turned,
      state,
      at: 0,
      ...(isKnown ? {} : { stuck: { by: null } }),
    };
  });
  const of = (state: string) => edits.filter((each) => each.state === state);
  return { past: of("done"), future: of("undone"), others: kept.others };
}

export function inverseOf({ inverse, before, after }: Edit): Operation[] {
  return inverse ?? (before && after ? difference(after, before) : []);
}

export function placesOf({ places, before, after }: Edit): readonly string[] {
  return places ?? (before && after ? [...changedPlaces(before, after)] : []);
}

/** What a save says of how the draft came to be; null when that is too much. */
export function outgoing({ past, future, log }: Document): SentEdits | null {
  const fresh = new Set(log.flatMap((item) => (item.act === "do" ? [item.id] : [])));
  if (fresh.size > HISTORY_DEPTH) return null;
  const made = [...past, ...future]
    .filter(({ id }) => fresh.has(id))
    .map((edit) => ({
      id: edit.id,
      label: edit.label,
      values: edit.values ?? {},
      operations: edit.operations as unknown as SentEdits["made"][number]["operations"],
      inverse: inverseOf(edit) as unknown as SentEdits["made"][number]["inverse"],
      places: [...placesOf(edit)],
      state: past.includes(edit) ? ("done" as const) : ("undone" as const),
    }));
  const stateOf = (id: string) => {
    if (past.some((each) => each.id === id)) return "done" as const;
    return future.some((each) => each.id === id) ? ("undone" as const) : ("dropped" as const);
  };
  const turnedIds = new Set(
    log.flatMap((item) => (item.act === "do" || fresh.has(item.id) ? [] : [item.id])),
  );
  const turned = [...turnedIds].map((id) => ({ id, state: stateOf(id) }));
  const isLarge = new TextEncoder().encode(JSON.stringify(made)).length > MOST_SENT;
  return isLarge || turned.length > 2 * HISTORY_DEPTH ? null : { made, turned };
}

/** How much of the log the server has: the answer to a save can be lost with a connection or a tab. */
export function alreadyKept(log: readonly LogItem[], { past, future }: History): number {
  const done = new Set(past.map((each) => each.id));
  const undone = new Set(future.map((each) => each.id));
  const last = log.findLastIndex(({ act, id }) => {
    if (act === "do") return done.has(id) || undone.has(id);
    return (act === "undo" ? undone : done).has(id);
  });
  return last + 1;
}

/** The edits of a save that came through. */
export function saved(edits: Edit[], log: readonly LogItem[], revision: number): Edit[] {
  const ids = new Set(log.map((item) => item.id));
  return edits.map((each) => (ids.has(each.id) ? { ...each, turned: revision } : each));
}
