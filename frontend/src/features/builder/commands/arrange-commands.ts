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
import { align, canArrange, distribute, type Edge, toggleDisabled } from "./arranging";
import type { Command } from "./registry";

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
    run: ({ store }) => toggleDisabled(store),
  },
  ...edges.map(
    ([id, edge, icon]): Command => ({
      id,
      group: "move",
      icon,
      keys: edge === "top" ? ["Alt+T"] : edge === "left" ? ["Alt+L"] : [],
      enabled: (s) => canArrange(s, 2),
      run: ({ store }) => align(store, edge),
    }),
  ),
  {
    id: "distributeAcross",
    group: "move",
    icon: AlignHorizontalSpaceBetween,
    keys: ["Alt+H"],
    enabled: (s) => canArrange(s, 3),
    run: ({ store }) => distribute(store, "x"),
  },
  {
    id: "distributeDown",
    group: "move",
    icon: AlignVerticalSpaceBetween,
    keys: ["Alt+V"],
    enabled: (s) => canArrange(s, 3),
    run: ({ store }) => distribute(store, "y"),
  },
];
