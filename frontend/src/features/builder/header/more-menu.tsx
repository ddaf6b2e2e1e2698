/** What else can be done with the workflow, from the registry. */
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import { WorkflowNavItems } from "@/parts/workflow-nav-items";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useHands } from "../commands/command-button";
import { CommandItem } from "../commands/command-item";
import { useBuilder } from "../stores/context";

export function MoreMenu({ withPlaces }: { withPlaces: boolean }) {
  const { t } = useTranslation("builder");
  const hands = useHands();
  const workflowId = useBuilder((s) => s.workflowId);
  return (
    <Menu
      label={t("header.more")}
      trigger={
        <IconButton size="sm" label={t("header.more")}>
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      }
    >
      {withPlaces && (
        <>
          <WorkflowNavItems id={workflowId} current="edit" />
          <MenuSeparator />
        </>
      )}
      <CommandItem id="add" />
      <CommandItem id="note" />
      <CommandItem id="find" />
      <CommandItem id="tidy" />
      <CommandItem id="paste" />
      <CommandItem id="selectAll" />
      <MenuSeparator />
      <CommandItem id="undo" />
      <CommandItem id="redo" />
      <CommandItem id="outline" />
      <MenuSeparator />
      <MenuItem onSelect={hands.help}>{t("header.keys")}</MenuItem>
    </Menu>
  );
}
