/** What can be done where the pointer is, or with what is selected: the registry's commands after a right click or the menu key. */
import { StickyNote } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { MenuAt, MenuItem, MenuSeparator } from "@/ui/menu";
import { newNote } from "../commands/annotating";
import { CommandItem } from "../commands/command-item";
import { commandNamed, isEnabled } from "../commands/registry";
import { useBuilder, useBuilderStore } from "../stores/context";
import { focusCanvas } from "./view";

const onSelection = [
  ["open", "testStep", "runUpTo", "pin"],
  ["copy", "cut", "paste", "duplicate"],
  ["note", "recolour", "group", "ungroup", "joinGroup", "leaveGroup"],
  ["connect", "addInside", "putInside", "takeOut", "disable"],
  ["fitSelection", "remove"],
];
const onGround = [
  ["add", "noteHere", "paste"],
  ["selectAll", "find"],
  ["tidy", "fit"],
];

export function ContextMenu() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const menu = useBuilder((s) => s.menu);
  if (menu === null) return null;
  const state = store.getState();
  const usable = (id: string) => (id === "noteHere" ? !state.readOnly : isEnabled(commandNamed(id), state));
  const groups = (state.selected.size > 0 ? onSelection : onGround)
    .map((ids) => ids.filter(usable))
    .filter((ids) => ids.length > 0);
  return (
    <MenuAt
      at={menu.screen}
      label={t("canvas.menu")}
      onClose={() => state.set({ menu: null })}
      onClosed={() => {
        const { editing, chooser } = store.getState();
        if (editing === null && chooser === null) focusCanvas();
      }}
    >
      {groups.map((ids, at) => (
        <Fragment key={ids.join(" ")}>
          {at > 0 && <MenuSeparator />}
          {ids.map((id) =>
            id === "noteHere" ? (
              <MenuItem
                key={id}
                icon={<StickyNote size={16} aria-hidden />}
                onSelect={() => newNote(store, { exactly: menu.place })}
              >
                {t("canvas.noteHere")}
              </MenuItem>
            ) : (
              <CommandItem key={id} id={id} />
            ),
          )}
        </Fragment>
      ))}
    </MenuAt>
  );
}
