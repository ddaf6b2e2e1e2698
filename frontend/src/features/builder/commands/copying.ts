/** Copying, pasting and duplicating what is selected: steps with what is inside them, notes, and groups that are whole. */
import { kindOf } from "../model/annotations";
import { copySteps, type PasteInto, pasteSteps, pasting } from "../model/clipboard";
import { type Scope, scopeOf } from "../model/containers";
import { type Box, boxesIn, NODE_WIDTH, ROW_GAP } from "../model/geometry";
import type { Graph } from "../model/graph";
import { ungathered } from "../model/groups";
import type { BuilderStore } from "../stores/store";
import { withRoom } from "./actions";

export function copySelected(store: BuilderStore): string | null {
  const { document, selected } = store.getState();
  return selected.size === 0 ? null : copySteps(document.graph, selected);
}

/** Pastes into the container that the selected step stands in, unless said otherwise. */
export function paste(store: BuilderStore, text: string, into: PasteInto = scopeOfSelection(store)): boolean {
  const state = store.getState();
  const { graph } = state.document;
  const pasted = pasteSteps(
    text,
    graph,
    state.types,
    (first) => ({ x: first.x + 40, y: first.y + 96 }),
    into,
  );
  if (pasted === null) {
    state.say("said.nothingToPaste", {}, "refused");
    return false;
  }
  const { steps, layout } = pasted;
  const fresh = new Set(steps.map((step) => step.id));
  const roots = steps.filter((step) => step.in === undefined || !fresh.has(step.in));
  const scopes = new Set<Scope>(roots.map((step) => step.in ?? null));
  const apart: Graph["layout"] = { ...layout };
  for (const scope of scopes) {
    const own = roots.filter((step) => (step.in ?? null) === scope).map((step) => [step.id, layout[step.id]]);
    Object.assign(apart, clear(Object.fromEntries(own), [...boxesIn(graph, state.types, scope).values()]));
  }
  const onCanvas = roots.find((step) => step.in === undefined)?.id ?? "";
  const down = (apart[onCanvas]?.y ?? 0) - (layout[onCanvas]?.y ?? 0);
  const notes = pasted.notes.map((note) => ({ ...note, y: note.y + down }));
  const operations = withRoom(state, pasting({ ...pasted, layout: apart, notes }), scopes);
  const count = steps.length + notes.length;
  const kind = notes.length > 0 ? kindOf([...notes, ...steps].map((each) => each.id)) : "";
  if (!state.change({ label: `paste${kind}`, values: { count }, operations })) return false;
  state.select([...roots.map((step) => step.id), ...notes.map((note) => note.id)]);
  state.say(`said.pasted${kind}`, { count });
  return true;
}

function scopeOfSelection(store: BuilderStore): Scope {
  const { document, selected } = store.getState();
  const [first] = ungathered(document.graph, selected);
  return first === undefined ? null : scopeOf(document.graph, first);
}

/** Moves the whole group down until its first step has room. */
function clear(layout: Graph["layout"], taken: readonly Box[]): Graph["layout"] {
  const bottom = Math.max(...taken.map((box) => box.y + box.height), Number.NEGATIVE_INFINITY);
  const places = Object.values(layout);
  const hits = places.some((at) =>
    taken.some(
      (box) =>
        at.x < box.x + box.width && box.x < at.x + NODE_WIDTH && Math.abs(box.y - at.y) < box.height + 8,
    ),
  );
  if (!hits) return layout;
  const top = Math.min(...places.map((at) => at.y));
  const by = bottom + ROW_GAP - top;
  return Object.fromEntries(Object.entries(layout).map(([id, at]) => [id, { x: at.x, y: at.y + by }]));
}

export function duplicate(store: BuilderStore): void {
  const text = copySelected(store);
  if (text !== null) paste(store, text, "beside");
}
