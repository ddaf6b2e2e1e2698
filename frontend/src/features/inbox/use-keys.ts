/** The inbox by keyboard: move with j and k or the arrows, decide with a and r, choose with x. Only while the focus is in it. */
import { type KeyboardEvent, useEffect } from "react";

export interface Keys {
  move: (by: 1 | -1) => void;
  approve: () => void;
  reject: () => void;
  choose: () => void;
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("[role=dialog],[role=combobox],[role=radiogroup],[role=group]") !== null ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

const actions: Record<string, (keys: Keys) => void> = {
  j: (keys) => keys.move(1),
  ArrowDown: (keys) => keys.move(1),
  k: (keys) => keys.move(-1),
  ArrowUp: (keys) => keys.move(-1),
  a: (keys) => keys.approve(),
  r: (keys) => keys.reject(),
  x: (keys) => keys.choose(),
};

export function handleKey(event: KeyboardEvent, keys: Keys): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target))
    return;
  const action = actions[event.key];
  // Outside the list the arrows scroll, as everywhere.
  const inList = (event.target as HTMLElement).closest("[data-approvals]") !== null;
  if (!action || (event.key.startsWith("Arrow") && !inList)) return;
  event.preventDefault();
  action(keys);
}

/** While nothing has the focus, j and k begin. */
export function useBeginWithKeys(move: (by: 1 | -1) => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const free = event.target === document.body || (event.target as HTMLElement | null)?.id === "main";
      if (!free || event.metaKey || event.ctrlKey || event.altKey || !/^[jk]$/.test(event.key)) return;
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [move]);
}
