/** The commands for notes and groups. */
import { Group, LogIn, LogOut, Maximize, Palette, StickyNote, Ungroup } from "lucide-react";
import type { BuilderState } from "../stores/store";
import { coloured, groupable, groupsFor, groupsMeant, inSomeGroup, selectedMark } from "./chosen-marks";
import type { Command } from "./registry";

/** Loaded with the first note or group that somebody makes. */
const acting = () => import("./annotating");
const STRETCH = 16;
const note = (state: BuilderState) => selectedMark(state)?.startsWith("note-") ?? false;

const stretches: [string, string, number, number][] = [
  ["noteWider", "ArrowRight", STRETCH, 0],
  ["noteNarrower", "ArrowLeft", -STRETCH, 0],
  ["noteTaller", "ArrowDown", 0, STRETCH],
  ["noteShorter", "ArrowUp", 0, -STRETCH],
];

export const annotationCommands: readonly Command[] = [
  {
    id: "note",
    group: "notes",
    icon: StickyNote,
    keys: ["S"],
    run: ({ store, centre }) => void acting().then(({ newNote }) => newNote(store, { near: centre() })),
  },
  {
    id: "nextMark",
    group: "notes",
    icon: StickyNote,
    keys: ["Shift+S"],
    reads: true,
    run: ({ store }) => void acting().then(({ focusNextMark }) => focusNextMark(store)),
  },
  {
    id: "recolour",
    group: "notes",
    icon: Palette,
    keys: ["Shift+C"],
    enabled: (s) => coloured(s).length > 0,
    run: ({ store }) => void acting().then(({ recolour }) => recolour(store)),
  },
  ...stretches.map(
    ([id, key, dx, dy]): Command => ({
      id,
      group: "notes",
      icon: Maximize,
      keys: [`Alt+Shift+${key}`],
      enabled: note,
      run: ({ store }) => void acting().then(({ stretchNote }) => stretchNote(store, dx, dy)),
    }),
  ),
  {
    id: "group",
    group: "notes",
    icon: Group,
    keys: ["Mod+G"],
    enabled: (s) => s.selected.size > 0,
    run: ({ store }) => void acting().then(({ group }) => group(store)),
  },
  {
    id: "ungroup",
    group: "notes",
    icon: Ungroup,
    keys: ["Mod+Shift+G"],
    enabled: (s) => groupsMeant(s).length > 0,
    run: ({ store }) => void acting().then(({ ungroup }) => ungroup(store)),
  },
  {
    id: "joinGroup",
    group: "notes",
    icon: LogIn,
    keys: ["G"],
    enabled: (s) => s.selected.size > 0 && s.document.graph.groups.length > 0,
    run: ({ store, beside }) => {
      const state = store.getState();
      const members = groupable(state);
      const [only] = members;
      if (groupsFor(state, members).length === 0) state.say("said.noGroup", {}, "refused");
      else {
        const screen = only ? beside(only) : undefined;
        state.set({ chooser: { kind: "group", ids: members, ...(screen ? { screen } : {}) } });
      }
    },
  },
  {
    id: "leaveGroup",
    group: "notes",
    icon: LogOut,
    keys: ["Shift+G"],
    enabled: inSomeGroup,
    run: ({ store }) =>
      void acting().then(({ regroup }) => regroup(store, groupable(store.getState()), null)),
  },
];
