/** A command as a menu item, with its keys at the right. */
import { useTranslation } from "react-i18next";
import { MenuItem } from "@/ui/menu";
import { useBuilder } from "../stores/context";
import { shownKeys, useHands } from "./command-button";
import { commandNamed, isEnabled } from "./registry";

export function CommandItem({ id }: { id: string }) {
  const { t } = useTranslation("builder");
  const hands = useHands();
  const command = commandNamed(id);
  const enabled = useBuilder((s) => isEnabled(command, s));
  const Icon = command.icon;
  const keys = shownKeys(command.keys);
  return (
    <MenuItem
      icon={<Icon size={16} aria-hidden />}
      disabled={!enabled}
      onSelect={() => command.run(hands)}
      {...(keys ? { keys } : {})}
    >
      {t(`command.${id}`)}
    </MenuItem>
  );
}
