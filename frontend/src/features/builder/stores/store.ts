/** The state of one open builder: the document, what is selected, which panels are open, what is wrong. One store per page. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { newKey } from "@/api/client";
import { isMark } from "../model/annotations";
import { type From, isRefusal, type Refusal, targetsOf } from "../model/connect";
import type { Change, History, LogItem } from "../model/edits";
import type { Edge, Graph, Position } from "../model/graph";
import { type Document, openDocument, perform, redo, type Turn, undo } from "../model/history";
import { type Catalogue, catalogue, type StepType } from "../model/step-types";
import type { Problem } from "../model/validate";

import { type Choices, type ChoicesShelf, usualChoices } from "./choices";

export type SaveState = "saved" | "unsaved" | "saving" | "offline" | "failed" | "conflict";
export type Panel = "step" | "workflow" | "problems" | "run" | null;
export type StepTab = "setup" | "flow" | "data";
export type View = "canvas" | "outline";

/** Where the next step goes: after an exit, into a wire, or on its own at a place or in a container. */
export interface Target {
  from?: { step: string; port?: string };
  edge?: Edge;
  /** Seen from the corner of the container, where there is one. */
  place?: Position;
  /** The container that it stands in; said by the step before it where there is one. */
  inside?: string;
}

export type Chooser =
  | { kind: "add"; target: Target; screen?: Position }
  | { kind: "connect"; from: { step: string; port?: string }; screen?: Position }
  | { kind: "into"; ids: string[]; screen?: Position }
  | { kind: "group"; ids: string[]; screen?: Position }
  | { kind: "find" };

export interface Linking {
  from: From;
  /** For every step: may it follow, and if not, why not. */
  verdicts: ReadonlyMap<string, Refusal | null>;
}

/** A message for the toast and the screen reader: a key of the builder's texts with its values. */
export interface Said {
  key: string;
  values: { [name: string]: string | number };
  /** "undo": shown with a way to take it back. */
  tone: "quiet" | "refused" | "undo";
  nth: number;
}

export interface BuilderState {
  workflowId: string;
  readOnly: boolean;
  types: Catalogue;
  typeList: readonly StepType[];
  document: Document;
  name: string;
  revision: number;
  save: SaveState;
  selected: ReadonlySet<string>;
  selectedEdge: Edge | null;
  focus: string | null;
  panel: Panel;
  /** Which part of a step its panel shows. */
  tab: StepTab;
  view: View;
  choices: Choices;
  chooser: Chooser | null;
  /** The exit that waits for its target to be clicked. */
  linking: Linking | null;
  /** Containers of which only the head is drawn. A matter of this visit, not of the workflow. */
  folded: ReadonlySet<string>;
  /** Seen from so far that the canvas is one picture and no step is an element. */
  far: boolean;
  /** The container into which what is being dragged would fall. */
  landing: string | null;
  /** The group into which it would fall. */
  landingGroup: string | null;
  /** The menu of the canvas, where it was asked for: on the screen and on the canvas. */
  menu: { screen: Position; place: Position } | null;
  /** The note or group whose text is being written. */
  editing: string | null;
  /** The step just added: what it still lacks is not held against it yet. */
  fresh: string | null;
  problems: readonly Problem[];
  said: Said | null;

  change: (change: Change) => boolean;
  undo: () => void;
  redo: () => void;
  rename: (name: string) => void;
  replaceDocument: (document: Document, revision: number) => void;
  takeLog: () => LogItem[];
  select: (ids: Iterable<string>, options?: { open?: boolean }) => void;
  selectEdge: (edge: Edge | null) => void;
  link: (from: From | null) => void;
  /** Changes how this person likes it to look, and remembers that. */
  choose: (choices: Partial<Choices>) => void;
  set: (partial: Partial<BuilderState>) => void;
  say: (key: string, values?: Said["values"], tone?: Said["tone"]) => void;
}

export type BuilderStore = StoreApi<BuilderState>;

export interface OpenBuilder {
  workflowId: string;
  name: string;
  revision: number;
  graph: Graph;
  /** What was done in earlier visits and elsewhere. */
  history?: History;
  types: readonly StepType[];
  readOnly: boolean;
  choices?: ChoicesShelf;
  now?: () => number;
  newId?: () => string;
}

export function createBuilderStore(open: OpenBuilder): BuilderStore {
  const now = open.now ?? (() => performance.now());
  const newId = open.newId ?? newKey;
  const choices = open.choices?.read() ?? usualChoices;
  return createStore<BuilderState>()((set, get) => {
    const moved = (document: Document) => ({ document, ...stillThere(get(), document.graph) });
    const refuse = ({ refused, values }: Refusal) => {
      get().say(`refused.${refused}`, named(get(), values), "refused");
      return false;
    };
    const turn = (turned: Turn | null, said: string) => {
      if (turned === null) return;
      const { document, edit, blocked } = turned;
      const values = { what: "", label: `label.${edit.label}`, ...edit.values };
      set(blocked ? { document } : { ...moved(document), save: unsaved(get().save) });
      if (blocked) get().say(`${said}Not`, { ...values, who: blocked.by ?? "" }, "refused");
      else get().say(said, values);
    };
    return {
      workflowId: open.workflowId,
      readOnly: open.readOnly,
      types: catalogue(open.types),
      typeList: open.types,
      document: openDocument(open.graph, open.history),
      name: open.name,
      revision: open.revision,
      save: "saved",
      selected: new Set(),
      selectedEdge: null,
      focus: null,
      panel: null,
      tab: "setup",
      view: choices.view,
      choices,
      chooser: null,
      linking: null,
      folded: new Set(),
      far: false,
      landing: null,
      landingGroup: null,
      menu: null,
      editing: null,
      fresh: null,
      problems: [],
      said: null,

      change(change) {
        const { document, types, readOnly } = get();
        if (readOnly) return false;
        const next = perform(document, change, types, { at: now(), id: newId() });
        if (isRefusal(next)) return refuse(next);
        if (next !== document) set({ ...moved(next), save: unsaved(get().save) });
        return true;
      },
      undo() {
        const { document, types, readOnly } = get();
        if (!readOnly) turn(undo(document, types), "said.undid");
      },
      redo() {
        const { document, types, readOnly } = get();
        if (!readOnly) turn(redo(document, types), "said.redid");
      },
      rename: (name) => set({ name, save: unsaved(get().save) }),
      replaceDocument: (document, revision) => set({ ...moved(document), revision }),
      takeLog() {
        const { document } = get();
        set({ document: { ...document, log: [] } });
        return document.log;
      },
      select(ids, options = {}) {
        const selected = new Set(ids);
        const only = selected.size === 1 ? [...selected][0] : undefined;
        const { editing, focus, fresh } = get();
        set({
          selected,
          selectedEdge: null,
          focus: only ?? focus,
          panel: panelFor(only, options.open === true, get().panel),
          editing: only === editing ? editing : null,
          ...(only !== undefined && only === fresh ? { tab: "setup" as const } : {}),
          fresh: only === fresh ? fresh : null,
        });
      },
      selectEdge: (edge) => set({ selectedEdge: edge, ...(edge ? { selected: new Set<string>() } : {}) }),
      link: (from) => set({ linking: from && { from, verdicts: targetsOf(get().document.graph, from) } }),
      choose(partial) {
        const next = { ...get().choices, ...partial };
        set({ choices: next, view: next.view });
        open.choices?.keep(next);
      },
      set: (partial) => set(partial),
      say: (key, values = {}, tone = "quiet") =>
        set({ said: { key, values, tone, nth: (get().said?.nth ?? 0) + 1 } }),
    };
  });
}

/** The settings of a step close when it is no longer the only one selected. */
function panelFor(only: string | undefined, open: boolean, panel: Panel): Panel {
  const step = only !== undefined && !isMark(only);
  if (step && open) return "step";
  return panel === "step" && !step ? null : panel;
}

function unsaved(save: SaveState): SaveState {
  return save === "conflict" || save === "offline" ? save : "unsaved";
}

/** Selection, focus and pen never point at what is gone. */
function stillThere(
  state: BuilderState,
  graph: Graph,
): Pick<BuilderState, "selected" | "focus" | "selectedEdge" | "editing"> {
  const ids = new Set([...graph.steps, ...graph.notes, ...graph.groups].map((each) => each.id));
  const selected = [...state.selected].every((id) => ids.has(id))
    ? state.selected
    : new Set([...state.selected].filter((id) => ids.has(id)));
  return {
    selected,
    focus: state.focus !== null && ids.has(state.focus) ? state.focus : null,
    selectedEdge: null,
    editing: state.editing !== null && ids.has(state.editing) ? state.editing : null,
  };
}

/** Puts the names people know in the place of step ids. */
function named(state: BuilderState, values: Refusal["values"]): Refusal["values"] {
  const steps = new Map(state.document.graph.steps.map((step) => [step.id, step.name || step.id]));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, steps.get(value) ?? value]));
}
