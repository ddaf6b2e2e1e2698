/**
 * Saves the draft some time after the last change. One request at a time; what happens meanwhile waits for the next. Someone else's save
 * is joined when both can be kept, else the person chooses. Without a connection the changes stay on this device and are sent later.
 */

import type { SentEdits } from "@/api/types";
import { isRefusal } from "../model/connect";
import { difference } from "../model/difference";
import {
  alreadyKept,
  type Change,
  type History,
  type LogItem,
  operationsOf,
  outgoing,
  saved,
} from "../model/edits";
import { type Graph, readGraph } from "../model/graph";
import { type Document, openDocument, replay } from "../model/history";
import { type Clash, isClash, rebase } from "../model/merge";
import { applyAll } from "../model/operations";
import type { Catalogue } from "../model/step-types";
import type { Shelf } from "./device";
import type { BuilderStore } from "./store";

export interface Saved {
  revision: number;
  graph: Graph;
  name: string;
}

export interface Opened extends Saved {
  history: History;
}

export interface DraftSave {
  graph: Graph;
  revision: number;
  name?: string;
  edits?: SentEdits;
}

export type SaveFailure = "conflict" | "offline" | "refused";

export interface Remote {
  save: (change: DraftSave) => Promise<Saved>;
  load: () => Promise<Opened>;
  failureOf: (error: unknown) => SaveFailure;
}

export type Restored = "nothing" | "restored" | "clash";

export interface Clashing {
  theirs: Opened;
  places: string[];
}

export interface Autosave {
  start: () => () => void;
  flush: () => Promise<boolean>;
  keepMine: () => Promise<boolean>;
  takeTheirs: () => void;
  clash: () => Clashing | null;
  /** Takes up what an earlier visit left on this device. */
  restore: (current: Opened) => Restored;
}

export interface AutosaveOptions {
  store: BuilderStore;
  remote: Remote;
  shelf: Shelf;
  base: Graph;
  onError: (error: unknown) => void;
  delay?: number;
  retry?: number;
}

/** My changes since `base` on theirs, apart from those that they have already; or where both changed the same. */
function joined(
  base: Graph,
  mine: Graph,
  log: readonly LogItem[],
  theirs: Opened,
  types: Catalogue,
): Document | Clash {
  const kept = alreadyKept(log, theirs.history);
  const from = applyAll(base, operationsOf(log.slice(0, kept)), types);
  const rest = log.slice(kept);
  const merged = rebase(isRefusal(from) ? base : from, mine, operationsOf(rest), theirs.graph, types);
  if (isClash(merged)) return merged;
  const document = replay(openDocument(theirs.graph, theirs.history), rest, types);
  return isRefusal(document) ? { places: [] } : document;
}

/** Keeping mine is an edit of its own: what it takes the place of can be had back. */
function instead(theirs: Graph, mine: Graph, types: Catalogue): Change {
  const operations = difference(theirs, mine);
  const isPossible = !isRefusal(applyAll(theirs, operations, types));
  return { label: "keepMine", operations: isPossible ? operations : [{ kind: "replace", graph: mine }] };
}

export function createAutosave({
  store,
  remote,
  shelf,
  base,
  onError,
  delay = 600,
  retry = 5000,
}: AutosaveOptions): Autosave {
  let savedGraph = base;
  let savedName = store.getState().name;
  let inFlight: LogItem[] = [];
  let running: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let clash: Clashing | null = null;

  const { workflowId } = store.getState();
  const pending = () => [...inFlight, ...store.getState().document.log];
  const dirty = () => pending().length > 0 || store.getState().name !== savedName;

  function keep(): void {
    const { revision, name } = store.getState();
    if (dirty()) shelf.keep(workflowId, { revision, base: savedGraph, log: pending(), name });
    else shelf.forget(workflowId);
  }

  function giveBack(): void {
    const { document, set } = store.getState();
    set({ document: { ...document, log: [...inFlight, ...document.log] } });
    inFlight = [];
  }

  function accept({ revision, name }: Saved, graph: Graph): void {
    const { document, set } = store.getState();
    const past = saved(document.past, inFlight, revision);
    const future = saved(document.future, inFlight, revision);
    savedGraph = graph;
    savedName = name;
    inFlight = [];
    set({ document: { ...document, past, future }, revision, save: dirty() ? "unsaved" : "saved" });
    keep();
    if (dirty()) later(delay);
  }

  async function saveOnce(): Promise<boolean> {
    const { document, name, revision, set, takeLog } = store.getState();
    const graph = document.graph;
    const change: DraftSave = { graph, revision };
    const edits = outgoing(document);
    if (edits !== null) change.edits = edits;
    if (name !== savedName) change.name = name;
    inFlight = takeLog();
    set({ save: "saving" });
    try {
      accept(await remote.save(change), graph);
      return true;
    } catch (error) {
      giveBack();
      return failed(error);
    }
  }

  async function failed(error: unknown): Promise<boolean> {
    const { set } = store.getState();
    switch (remote.failureOf(error)) {
      case "offline":
        set({ save: "offline" });
        keep();
        later(retry);
        return false;
      case "conflict":
        return join();
      case "refused":
        set({ save: "failed" });
        keep();
        onError(error);
        return false;
    }
  }

  /** Somebody saved in between: replay my changes on theirs, or ask. */
  async function join(): Promise<boolean> {
    const { set } = store.getState();
    try {
      const theirs = await remote.load();
      const { document, types, say, replaceDocument } = store.getState();
      const merged = joined(savedGraph, document.graph, document.log, theirs, types);
      if (isClash(merged)) {
        clash = { theirs, places: merged.places };
        set({ save: "conflict" });
        keep();
        return false;
      }
      savedGraph = theirs.graph;
      replaceDocument(merged, theirs.revision);
      if (merged.log.length === 0 && !dirty()) {
        set({ save: "saved" });
        keep();
        return true;
      }
      say("said.joined");
      return saveOnce();
    } catch (error) {
      return failed(error);
    }
  }

  function flush(): Promise<boolean> {
    clearTimeout(timer);
    if (store.getState().save === "conflict") return Promise.resolve(false);
    if (running) return running.then((done) => (done && dirty() ? flush() : done));
    if (!dirty()) return Promise.resolve(true);
    running = saveOnce().finally(() => {
      running = null;
    });
    return running;
  }

  function later(wait: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), wait);
  }

  function restore(current: Opened): Restored {
    const kept = shelf.read(workflowId);
    if (kept === null) return "nothing";
    const { types, revision, replaceDocument, set, rename } = store.getState();
    const before = readGraph(kept.base);
    const mine = applyAll(before, operationsOf(kept.log), types);
    if (isRefusal(mine)) {
      shelf.forget(workflowId);
      return "nothing";
    }
    const merged = joined(before, mine, kept.log, current, types);
    if (kept.name) rename(kept.name);
    if (isClash(merged)) {
      replaceDocument({ ...openDocument(mine, current.history), log: kept.log }, revision);
      clash = { theirs: current, places: merged.places };
      set({ save: "conflict" });
      return "clash";
    }
    replaceDocument(merged, revision);
    if (!dirty()) {
      shelf.forget(workflowId);
      set({ save: "saved" });
      return "nothing";
    }
    set({ save: "unsaved" });
    later(0);
    return "restored";
  }

  return {
    start() {
      const stop = store.subscribe((state, before) => {
        if (state.document.graph === before.document.graph && state.name === before.name) return;
        if (!dirty() || state.readOnly) return;
        keep();
        if (state.save !== "conflict" && running === null) later(state.save === "offline" ? retry : delay);
      });
      const online = () => {
        if (store.getState().save === "offline") later(0);
      };
      globalThis.addEventListener?.("online", online);
      return () => {
        stop();
        clearTimeout(timer);
        globalThis.removeEventListener?.("online", online);
        if (dirty() && store.getState().save !== "conflict") void flush();
      };
    },
    flush,
    async keepMine() {
      if (clash === null) return false;
      const { theirs } = clash;
      const { document, types, set, change, replaceDocument } = store.getState();
      const mine = document.graph;
      savedGraph = theirs.graph;
      clash = null;
      replaceDocument(openDocument(theirs.graph, theirs.history), theirs.revision);
      set({ save: "unsaved" });
      change(instead(theirs.graph, mine, types));
      if (!dirty()) set({ save: "saved" });
      return flush();
    },
    takeTheirs() {
      if (clash === null) return;
      const { theirs } = clash;
      clash = null;
      savedGraph = theirs.graph;
      savedName = theirs.name;
      store.getState().replaceDocument(openDocument(theirs.graph, theirs.history), theirs.revision);
      store.getState().set({ name: theirs.name, save: "saved" });
      shelf.forget(workflowId);
    },
    clash: () => clash,
    restore,
  };
}
