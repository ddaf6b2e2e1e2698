/** The commands about what is seen, and how. */
import {
  AlignHorizontalDistributeCenter,
  Grid3x3,
  ListTree,
  type LucideIcon,
  Map as MapIcon,
  Maximize,
  Ruler,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { tidyAll } from "./actions";
import type { Command } from "./registry";

const switches: ["minimap" | "snap" | "guides", string, LucideIcon][] = [
  ["minimap", "M", MapIcon],
  ["snap", "X", Grid3x3],
  ["guides", "Shift+X", Ruler],
];

export const viewCommands: readonly Command[] = [
  { id: "zoomIn", group: "view", icon: ZoomIn, keys: ["+", "="], reads: true, run: ({ zoom }) => zoom("in") },
  { id: "zoomOut", group: "view", icon: ZoomOut, keys: ["-"], reads: true, run: ({ zoom }) => zoom("out") },
  {
    id: "zoomActual",
    group: "view",
    icon: ZoomIn,
    keys: ["0"],
    reads: true,
    run: ({ zoom }) => zoom("actual"),
  },
  {
    id: "fit",
    group: "view",
    icon: Maximize,
    keys: ["Shift+1"],
    reads: true,
    run: ({ zoom }) => zoom("fit"),
  },
  {
    id: "fitSelection",
    group: "view",
    icon: Maximize,
    keys: ["Shift+2"],
    reads: true,
    enabled: (s) => s.selected.size > 0,
    run: ({ zoom }) => zoom("selection"),
  },
  {
    id: "tidy",
    group: "view",
    icon: AlignHorizontalDistributeCenter,
    keys: ["T"],
    enabled: (s) => s.document.graph.steps.length > 0,
    run: ({ store, zoom }) => {
      tidyAll(store);
      zoom("fit");
    },
  },
  {
    id: "outline",
    group: "view",
    icon: ListTree,
    keys: ["O"],
    reads: true,
    run: ({ store }) =>
      store.getState().choose({ view: store.getState().view === "canvas" ? "outline" : "canvas" }),
  },

  ...switches.map(
    ([id, key, icon]): Command => ({
      id,
      group: "view",
      icon,
      keys: [key],
      reads: true,
      on: (s) => s.choices[id],
      run: ({ store }) => {
        const { choices, choose, say } = store.getState();
        choose({ [id]: !choices[id] });
        say(`said.${id}.${choices[id] ? "off" : "on"}`);
      },
    }),
  ),
];
