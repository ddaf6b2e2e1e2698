/** Listens to the keyboard for the whole builder and runs what the registry says. */
import { useEffect } from "react";
import { commandFor, isTyping, worksEverywhere } from "./keys";
import { type Command, type Hands, isEnabled } from "./registry";

export function useKeys(hands: Hands, singleKeys: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || inOverlay(event.target)) return;
      if (event.key === "?" && onSurface(event.target)) {
        event.preventDefault();
        hands.help();
        return;
      }
      const command = commandFor(event);
      if (!command || !isEnabled(command, hands.store.getState()) || !isMeant(command, event, singleKeys))
        return;
      event.preventDefault();
      event.stopPropagation();
      command.run(hands);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [hands, singleKeys]);
}

/** A press can mean something else where it happens: typing, a button, text that is selected. */
function isMeant(command: Command, event: KeyboardEvent, singleKeys: boolean): boolean {
  const { target, key } = event;
  if (isTyping(target) && !worksEverywhere(command)) return false;
  const single = !(event.ctrlKey || event.metaKey || event.altKey);
  if (single && command.id !== "back" && (!onSurface(target) || isOff(key, singleKeys))) return false;
  if (single && onButton(target) && (key === "Enter" || key === " " || key.startsWith("Arrow"))) return false;
  return !(hasSelectedText() && (command.id === "copy" || command.id === "cut"));
}

function isOff(key: string, singleKeys: boolean): boolean {
  return !singleKeys && key.length === 1;
}

function inOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null
  );
}

/** The canvas or the outline, where single keys mean commands. */
function onSurface(target: EventTarget | null): boolean {
  return (
    target instanceof Element && (target === document.body || target.closest("[data-builder-keys]") !== null)
  );
}

function onButton(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(BUTTON|A)$/.test(target.tagName);
}

function hasSelectedText(): boolean {
  return (window.getSelection()?.toString() ?? "") !== "";
}
