/** A command as an icon button, with its keys in the tooltip. */
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Tooltip } from "@/ui/tooltip";
import { useBuilder } from "../stores/context";
import { commandNamed, type Hands, isEnabled } from "./registry";

export const HandsContext = createContext<Hands | null>(null);

export function useHands(): Hands {
  const hands = useContext(HandsContext);
  if (hands === null) throw new Error("Commands stand inside HandsContext");
  return hands;
}

export function shownKeys(keys: readonly string[]): string | undefined {
  return keys[0]
    ?.replace(/^\+$/, "＋")
    .replace("Delete", "Del")
    .replace("ArrowRight", "→")
    .replace("ArrowLeft", "←")
    .replace("ArrowUp", "↑")
    .replace("ArrowDown", "↓");
}

export function CommandButton({ id, side = "bottom" }: { id: string; side?: "top" | "bottom" }) {
  const { t } = useTranslation("builder");
  const hands = useHands();
  const command = commandNamed(id);
  const enabled = useBuilder((s) => isEnabled(command, s));
  const on = useBuilder((s) => command.on?.(s));
  const Icon = command.icon;
  const keys = shownKeys(command.keys);
  return (
    <Tooltip text={t(`command.${id}`)} side={side} {...(keys ? { keys } : {})}>
      <IconButton
        size="sm"
        label={t(`command.${id}`)}
        aria-disabled={!enabled}
        {...(on === undefined ? {} : { "aria-pressed": on })}
        {...(on ? { className: "bg-soft! text-accent!" } : {})}
        onClick={() => enabled && command.run(hands)}
      >
        <Icon size={16} aria-hidden />
      </IconButton>
    </Tooltip>
  );
}
