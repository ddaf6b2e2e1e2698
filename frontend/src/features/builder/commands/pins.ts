/** Pinning: data that stands for a step while the draft is tried. Part of the draft, so that it can be undone and is shared. */
import { type Pinned, stepOf } from "../model/graph";
import type { BuilderStore } from "../stores/store";
import { nameOf } from "./actions";

export function pin(store: BuilderStore, id: string, pinned: Pinned): void {
  change(store, id, pinned);
}

export function unpin(store: BuilderStore, id: string): void {
  change(store, id, undefined);
}

function change(store: BuilderStore, id: string, pinned: Pinned | undefined): void {
  const state = store.getState();
  if (stepOf(state.document.graph, id) === undefined) return;
  const name = nameOf(state, id);
  const value = pinned && { output: pinned.output, ...(pinned.port ? { port: pinned.port } : {}) };
  const done = state.change({
    label: pinned ? "pin" : "unpin",
    values: { name },
    operations: [{ kind: "setStep", id, path: ["pinned"], value }],
  });
  if (done) state.say(pinned ? "said.pinned" : "said.unpinned", { name });
}
