/** What can be done with several selected steps. */
import { MoreHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Menu, MenuSeparator } from "@/ui/menu";
import { CommandButton } from "../commands/command-button";
import { CommandItem } from "../commands/command-item";
import { kindOf } from "../model/annotations";
import { useBuilder } from "../stores/context";

export function MultiSelection() {
  const { t } = useTranslation("builder");
  const count = useBuilder((s) => s.selected.size);
  const kind = useBuilder((s) => kindOf([...s.selected]));
  return (
    <div className="absolute top-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-2 rounded-menu border border-line bg-surface py-1 pr-1 pl-3 shadow-overlay">
      <span className="text-ui">{t(`selection.count${kind}`, { count })}</span>
      <Menu
        trigger={
          <IconButton size="sm" label={t("selection.more")}>
            <MoreHorizontal size={16} aria-hidden />
          </IconButton>
        }
      >
        <CommandItem id="copy" />
        <CommandItem id="cut" />
        <CommandItem id="group" />
        <CommandItem id="ungroup" />
        <CommandItem id="joinGroup" />
        <CommandItem id="leaveGroup" />
        <CommandItem id="recolour" />
        <MenuSeparator />
        <CommandItem id="putInside" />
        <CommandItem id="takeOut" />
        <CommandItem id="disable" />
        <MenuSeparator />
        <CommandItem id="alignLeft" />
        <CommandItem id="alignCentre" />
        <CommandItem id="alignRight" />
        <CommandItem id="alignTop" />
        <CommandItem id="alignMiddle" />
        <CommandItem id="alignBottom" />
        <CommandItem id="distributeAcross" />
        <CommandItem id="distributeDown" />
      </Menu>
      <CommandButton id="group" />
      <CommandButton id="duplicate" />
      <CommandButton id="remove" />
    </div>
  );
}
