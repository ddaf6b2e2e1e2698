/** Every command of the builder, once: buttons, menus, keys and the help sheet are drawn from this list. */
import {
  ChevronsDownUp,
  ClipboardPaste,
  Copy,
  CopyPlus,
  FlaskConical,
  ListPlus,
  LogIn,
  LogOut,
  type LucideIcon,
  MousePointerClick,
  Pin,
  Play,
  Plus,
  Redo2,
  Rocket,
  Scissors,
  Search,
  Settings2,
  Spline,
  StepForward,
  Trash2,
  Undo2,
} from "lucide-react";
import type { ZoomChange } from "../canvas/view";
import { isMark, kindOf } from "../model/annotations";
import { scopeOf } from "../model/containers";
import type { Position } from "../model/graph";
import { ungathered } from "../model/groups";
import { canRedo, canUndo } from "../model/history";
import type { TestKind } from "../model/testing";
import type { BuilderState, BuilderStore, Chooser } from "../stores/store";
import { freeExit, nextTarget, removeSelected } from "./actions";
import { annotationCommands } from "./annotation-commands";
import { arrangeCommands } from "./arrange-commands";
import { editMark, selectedMark } from "./chosen-marks";
import { placesFor, selectedContainer, takeOut, toggleFold } from "./containers";
import { moveCommands } from "./moving";
import { viewCommands } from "./view-commands";

/** What commands need from the screen. */
export interface Hands {
  store: BuilderStore;
  zoom: (change: ZoomChange) => void;
  /** Where on the screen a list about this step should open. */
  beside: (id: string) => Position | undefined;
  /** The middle of what is seen of the canvas. */
  centre: () => Position | undefined;
  testRun: () => void;
  /** Tries a step of the draft. */
  test: (id: string, kind: TestKind) => void;
  /** Opens the data that stands for a step in tests. */
  pin: (id: string) => void;
  publish: () => void;
  help: () => void;
}

export type CommandGroup = "edit" | "steps" | "notes" | "test" | "move" | "view" | "workflow";

export interface Command {
  id: string;
  group: CommandGroup;
  icon: LucideIcon;
  /** As in `Kbd`: "Mod+Shift+Z". The first is shown; all work. */
  keys: readonly string[];
  /** Reading only: works for those who may not change the workflow. */
  reads?: boolean;
  enabled?: (state: BuilderState) => boolean;
  /** A switch: whether it is on. */
  on?: (state: BuilderState) => boolean;
  run: (hands: Hands) => void;
}

const some = (state: BuilderState) => state.selected.size > 0;
const steps = (state: BuilderState) => [...state.selected].some((id) => !isMark(id));
/** The step that commands about one step mean. */
const first = (state: BuilderState): string | null => {
  const chosen = [...state.selected].find((id) => !isMark(id));
  if (chosen !== undefined || state.selected.size > 0) return chosen ?? null;
  return state.focus !== null && isMark(state.focus) ? null : state.focus;
};

function quickAdd({ store, beside }: Hands): void {
  const state = store.getState();
  const id = first(state);
  const target = id ? nextTarget(state, id) : {};
  state.set({ chooser: at({ kind: "add", target }, id ? beside(id) : undefined) });
}

function addInside({ store, beside }: Hands): void {
  const state = store.getState();
  const inside = selectedContainer(state);
  if (inside !== null) state.set({ chooser: at({ kind: "add", target: { inside } }, beside(inside)) });
}

function putInside({ store, beside }: Hands): void {
  const state = store.getState();
  const ids = [...state.selected].filter((id) => !isMark(id));
  const [only] = ids;
  if (placesFor(state, ids).length < 2) state.say("said.noContainer", {}, "refused");
  else state.set({ chooser: at({ kind: "into", ids }, only ? beside(only) : undefined) });
}

const nested = (state: BuilderState): boolean =>
  [...state.selected].some((id) => scopeOf(state.document.graph, id) !== null);

function at(chooser: Exclude<Chooser, { kind: "find" }>, screen: Position | undefined): Chooser {
  return screen ? { ...chooser, screen } : chooser;
}

function connectTo({ store, beside }: Hands): void {
  const state = store.getState();
  const id = first(state);
  const from = id ? freeExit(state, id) : null;
  if (from) state.set({ chooser: at({ kind: "connect", from }, beside(from.step)) });
  else if (id) state.say("said.noExit", {}, "refused");
}

/** Loaded when first used. */
const copying = () => import("./copying");

async function copy({ store }: Hands): Promise<void> {
  const { copySelected } = await copying();
  const text = copySelected(store);
  if (text === null) return;
  await navigator.clipboard.writeText(text);
  const ids = [...store.getState().selected];
  store.getState().say(`said.copied${kindOf(ids)}`, { count: ids.length });
}

/** Of a group that is cut, what it frames goes along. */
async function cut(hands: Hands): Promise<void> {
  const { store } = hands;
  await copy(hands);
  const { document, selected, select } = store.getState();
  select(ungathered(document.graph, selected));
  removeSelected(store);
}

function open({ store }: Hands): void {
  const state = store.getState();
  const mark = selectedMark(state);
  if (mark !== null) editMark(store, mark);
  else state.select([first(state) ?? ""], { open: true });
}

async function pasteHere({ store }: Hands): Promise<void> {
  const [{ paste }, text] = await Promise.all([copying(), navigator.clipboard.readText()]);
  paste(store, text);
}

const onFirst = (run: (hands: Hands, id: string) => void) => (hands: Hands) => {
  const id = first(hands.store.getState());
  if (id !== null) run(hands, id);
};

function back({ store }: Hands): void {
  const { chooser, editing, linking, panel, selected, selectedEdge, set, select } = store.getState();
  if (editing) set({ editing: null });
  else if (chooser) set({ chooser: null });
  else if (linking) set({ linking: null });
  else if (panel) set({ panel: null });
  else if (selected.size > 0 || selectedEdge) select([]);
}

export const commands: readonly Command[] = [
  {
    id: "undo",
    group: "edit",
    icon: Undo2,
    keys: ["Mod+Z"],
    enabled: (s) => canUndo(s.document),
    run: ({ store }) => store.getState().undo(),
  },
  {
    id: "redo",
    group: "edit",
    icon: Redo2,
    keys: ["Mod+Shift+Z", "Mod+Y"],
    enabled: (s) => canRedo(s.document),
    run: ({ store }) => store.getState().redo(),
  },
  {
    id: "cut",
    group: "edit",
    icon: Scissors,
    keys: ["Mod+X"],
    enabled: some,
    run: (hands) => void cut(hands),
  },
  {
    id: "copy",
    group: "edit",
    icon: Copy,
    keys: ["Mod+C"],
    reads: true,
    enabled: some,
    run: (hands) => void copy(hands),
  },
  {
    id: "paste",
    group: "edit",
    icon: ClipboardPaste,
    keys: ["Mod+V"],
    run: (hands) => void pasteHere(hands),
  },
  {
    id: "duplicate",
    group: "edit",
    icon: CopyPlus,
    keys: ["Mod+D"],
    enabled: some,
    run: ({ store }) => void copying().then(({ duplicate }) => duplicate(store)),
  },
  {
    id: "remove",
    group: "edit",
    icon: Trash2,
    keys: ["Delete", "Backspace"],
    enabled: (s) => some(s) || s.selectedEdge !== null,
    run: ({ store }) => removeSelected(store),
  },

  { id: "add", group: "steps", icon: Plus, keys: ["N", "/"], run: quickAdd },
  {
    id: "connect",
    group: "steps",
    icon: Spline,
    keys: ["C"],
    enabled: (s) => first(s) !== null,
    run: connectTo,
  },
  {
    id: "addInside",
    group: "steps",
    icon: ListPlus,
    keys: ["Shift+N"],
    enabled: (s) => selectedContainer(s) !== null,
    run: addInside,
  },
  { id: "putInside", group: "steps", icon: LogIn, keys: ["I"], enabled: steps, run: putInside },
  {
    id: "takeOut",
    group: "steps",
    icon: LogOut,
    keys: ["Shift+I"],
    enabled: nested,
    run: ({ store }) => takeOut(store),
  },
  {
    id: "fold",
    group: "steps",
    icon: ChevronsDownUp,
    keys: ["F"],
    reads: true,
    enabled: (s) => selectedContainer(s) !== null,
    run: ({ store }) => {
      const id = selectedContainer(store.getState());
      if (id !== null) toggleFold(store, id);
    },
  },
  {
    id: "open",
    group: "steps",
    icon: Settings2,
    keys: ["Enter"],
    reads: true,
    enabled: (s) => first(s) !== null || selectedMark(s) !== null,
    run: open,
  },
  {
    id: "find",
    group: "steps",
    icon: Search,
    keys: ["Mod+F"],
    reads: true,
    run: ({ store }) => store.getState().set({ chooser: { kind: "find" } }),
  },
  {
    id: "selectAll",
    group: "steps",
    icon: MousePointerClick,
    keys: ["Mod+A"],
    reads: true,
    run: ({ store }) => {
      const { document, select } = store.getState();
      select([...document.graph.steps, ...document.graph.notes].map((each) => each.id));
    },
  },

  {
    id: "testStep",
    group: "test",
    icon: FlaskConical,
    keys: ["Space"],
    enabled: (s) => first(s) !== null,
    run: onFirst(({ test }, id) => test(id, "step")),
  },
  {
    id: "runUpTo",
    group: "test",
    icon: StepForward,
    keys: ["U"],
    enabled: (s) => first(s) !== null,
    run: onFirst(({ test }, id) => test(id, "upTo")),
  },
  {
    id: "pin",
    group: "test",
    icon: Pin,
    keys: ["P"],
    enabled: (s) => first(s) !== null,
    run: onFirst(({ pin }, id) => pin(id)),
  },

  ...annotationCommands,
  ...arrangeCommands,
  ...moveCommands,
  { id: "back", group: "move", icon: Undo2, keys: ["Escape"], reads: true, run: back },

  ...viewCommands,

  {
    id: "testRun",
    group: "test",
    icon: Play,
    keys: ["Mod+Enter"],
    reads: true,
    run: ({ testRun }) => testRun(),
  },
  {
    id: "publish",
    group: "workflow",
    icon: Rocket,
    keys: ["Mod+Shift+Enter"],
    run: ({ publish }) => publish(),
  },
];

export function commandNamed(id: string): Command {
  const found = commands.find((each) => each.id === id);
  if (!found) throw new Error(`There is no command ${id}`);
  return found;
}

export function isEnabled(command: Command, state: BuilderState): boolean {
  if (state.readOnly && !command.reads) return false;
  return command.enabled?.(state) ?? true;
}
