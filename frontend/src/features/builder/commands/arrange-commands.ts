/** The commands that switch steps off and bring several into line. */
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  CircleOff,
  type LucideIcon,
} from "lucide-react";
import { isMark } from "../model/annotations";
import { scopeOf } from "../model/containers";
import type { BuilderState } from "../stores/store";
import type { Edge } from "./arranging";
import { groupable } from "./chosen-marks";
import type { Command } from "./registry";

/** Loaded when first used. */
const arranging = () => import("./arranging");

/** What stands in one scope can be brought into line. */
function canArrange(state: BuilderState, least: number): boolean {
  if (state.selected.size === 0) return false;
  const ids = groupable(state);
  return ids.length >= least && new Set(ids.map((id) => scopeOf(state.document.graph, id))).size === 1;
}

const edges: [string, Edge, LucideIcon][] = [
  ["alignLeft", "left", AlignStartVertical],
  ["alignCentre", "centre", AlignCenterVertical],
  ["alignRight", "right", AlignEndVertical],
  ["alignTop", "top", AlignStartHorizontal],
  ["alignMiddle", "middle", AlignCenterHorizontal],
  ["alignBottom", "bottom", AlignEndHorizontal],
];

export const arrangeCommands: readonly Command[] = [
  {
    id: "disable",
    group: "steps",
    icon: CircleOff,
    keys: ["E"],
    enabled: (s) => [...s.selected].some((id) => !isMark(id)),
    run: ({ store }) => void arranging().then(({ toggleDisabled }) => toggleDisabled(store)),
  },
  ...edges.map(
    ([id, edge, icon]): Command => ({
      id,
      group: "move",
      icon,
      keys: edge === "top" ? ["Alt+T"] : edge === "left" ? ["Alt+L"] : [],
      enabled: (s) => canArrange(s, 2),
      run: ({ store }) => void arranging().then(({ align }) => align(store, edge)),
    }),
  ),
  {
    id: "distributeAcross",
    group: "move",
    icon: AlignHorizontalSpaceBetween,
    keys: ["Alt+H"],
    enabled: (s) => canArrange(s, 3),
    run: ({ store }) => void arranging().then(({ distribute }) => distribute(store, "x")),
  },
  {
    id: "distributeDown",
    group: "move",
    icon: AlignVerticalSpaceBetween,
    keys: ["Alt+V"],
    enabled: (s) => canArrange(s, 3),
    run: ({ store }) => void arranging().then(({ distribute }) => distribute(store, "y")),
  },
];
