/**
 * Saves the draft some time after the last change. One request at a time; what happens meanwhile waits for the next. Someone else's save
 * is joined when both can be kept, else the person chooses. Without a connection the changes stay on this device and are sent later.
 */

import { isRefusal } from "../model/connect";
import { type Graph, readGraph } from "../model/graph";
import { isClash, rebase } from "../model/merge";
import { applyAll, type Operation } from "../model/operations";
import type { Shelf } from "./device";
import type { BuilderStore } from "./store";

export interface Saved {
  revision: number;
  graph: Graph;
  name: string;
}

export type SaveFailure = "conflict" | "offline" | "refused";

export interface Remote {
  save: (change: { graph: Graph; revision: number; name?: string }) => Promise<Saved>;
  load: () => Promise<Saved>;
  failureOf: (error: unknown) => SaveFailure;
}

export type Restored = "nothing" | "restored" | "clash";

export interface Clashing {
  theirs: Saved;
  places: string[];
}

export interface Autosave {
  start: () => () => void;
  flush: () => Promise<boolean>;
  keepMine: () => Promise<boolean>;
  takeTheirs: () => void;
  clash: () => Clashing | null;
  /** Takes up what an earlier visit left on this device. */
  restore: (current: Graph) => Restored;
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
  let inFlight: Operation[] = [];
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

  function accept(saved: Saved, graph: Graph): void {
    savedGraph = graph;
    savedName = saved.name;
    inFlight = [];
    store.getState().set({ revision: saved.revision, save: dirty() ? "unsaved" : "saved" });
    keep();
    if (dirty()) later(delay);
  }

  async function saveOnce(): Promise<boolean> {
    const { document, name, revision, set, takeLog } = store.getState();
    const graph = document.graph;
    inFlight = takeLog();
    set({ save: "saving" });
    try {
      accept(await remote.save(name === savedName ? { graph, revision } : { graph, revision, name }), graph);
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
      const merged = rebase(savedGraph, document.graph, document.log, theirs.graph, types);
      if (isClash(merged)) {
        clash = { theirs, places: merged.places };
        set({ save: "conflict" });
        keep();
        return false;
      }
      savedGraph = theirs.graph;
      replaceDocument(merged, theirs.revision, document.log);
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

  function restore(current: Graph): Restored {
    const kept = shelf.read(workflowId);
    if (kept === null) return "nothing";
    const { types, revision, replaceDocument, set, rename } = store.getState();
    const before = readGraph(kept.base);
    const mine = applyAll(before, kept.log, types);
    if (isRefusal(mine)) {
      shelf.forget(workflowId);
      return "nothing";
    }
    const merged = rebase(before, mine, kept.log, current, types);
    if (kept.name) rename(kept.name);
    if (isClash(merged)) {
      replaceDocument(mine, revision, kept.log);
      clash = { theirs: { revision, graph: current, name: savedName }, places: merged.places };
      set({ save: "conflict" });
      return "clash";
    }
    replaceDocument(merged, revision, kept.log);
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
      store.getState().set({ revision: clash.theirs.revision, save: "unsaved" });
      savedGraph = clash.theirs.graph;
      clash = null;
      return flush();
    },
    takeTheirs() {
      if (clash === null) return;
      const { theirs } = clash;
      clash = null;
      savedGraph = theirs.graph;
      savedName = theirs.name;
      store.getState().replaceDocument(theirs.graph, theirs.revision);
      store.getState().set({ name: theirs.name, save: "saved" });
      shelf.forget(workflowId);
    },
    clash: () => clash,
    restore,
  };
}
