/** Another workflow in the place of the open one, as one change that can be undone. */
import { difference } from "../model/difference";
import { readGraph } from "../model/graph";
import type { BuilderStore } from "../stores/store";
import { withLayout } from "./actions";

export function importGraph(store: BuilderStore, raw: unknown, name: string): boolean {
  const state = store.getState();
  const wanted = withLayout(readGraph(raw), state.types);
  const operations = difference(state.document.graph, wanted);
  if (!state.change({ label: "import", values: { name }, operations })) return false;
  state.select([]);
  state.say("said.imported", { name }, "undo");
  return true;
}
