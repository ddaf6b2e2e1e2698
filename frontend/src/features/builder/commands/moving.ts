/** The commands that move the focus and the steps. */
import { LogIn, LogOut, Spline } from "lucide-react";
import type { BuilderState } from "../stores/store";
import { moveFocus, nudge } from "./actions";
import { focusInside, focusOutside } from "./containers";
import type { Command } from "./registry";

const step = 8;
const some = (state: BuilderState) => state.selected.size > 0;

export const moveCommands: readonly Command[] = [
  {
    id: "focusRight",
    group: "move",
    icon: Spline,
    keys: ["ArrowRight"],
    reads: true,
    run: ({ store }) => moveFocus(store, "right"),
  },
  {
    id: "focusLeft",
    group: "move",
    icon: Spline,
    keys: ["ArrowLeft"],
    reads: true,
    run: ({ store }) => moveFocus(store, "left"),
  },
  {
    id: "focusUp",
    group: "move",
    icon: Spline,
    keys: ["ArrowUp"],
    reads: true,
    run: ({ store }) => moveFocus(store, "up"),
  },
  {
    id: "focusDown",
    group: "move",
    icon: Spline,
    keys: ["ArrowDown"],
    reads: true,
    run: ({ store }) => moveFocus(store, "down"),
  },
  {
    id: "focusInside",
    group: "move",
    icon: LogIn,
    keys: ["Shift+ArrowDown"],
    reads: true,
    run: ({ store }) => focusInside(store),
  },
  {
    id: "focusOutside",
    group: "move",
    icon: LogOut,
    keys: ["Shift+ArrowUp"],
    reads: true,
    run: ({ store }) => focusOutside(store),
  },
  {
    id: "nudgeRight",
    group: "move",
    icon: Spline,
    keys: ["Alt+ArrowRight"],
    enabled: some,
    run: ({ store }) => nudge(store, step, 0),
  },
  {
    id: "nudgeLeft",
    group: "move",
    icon: Spline,
    keys: ["Alt+ArrowLeft"],
    enabled: some,
    run: ({ store }) => nudge(store, -step, 0),
  },
  {
    id: "nudgeUp",
    group: "move",
    icon: Spline,
    keys: ["Alt+ArrowUp"],
    enabled: some,
    run: ({ store }) => nudge(store, 0, -step),
  },
  {
    id: "nudgeDown",
    group: "move",
    icon: Spline,
    keys: ["Alt+ArrowDown"],
    enabled: some,
    run: ({ store }) => nudge(store, 0, step),
  },
];
