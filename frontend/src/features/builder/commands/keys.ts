/** Which command a key press means. Single keys count only while the canvas or the outline has the focus. */
import { type Command, commands } from "./registry";

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** "Mod+Shift+Z" for a press; Mod is the control key, or the command key on a Mac. */
export function spell(press: KeyPress): string[] {
  const mods = [press.ctrlKey || press.metaKey ? "Mod" : "", press.altKey ? "Alt" : ""].filter(Boolean);
  const named = press.key === " " ? "Space" : press.key;
  const key = named.length === 1 ? named.toUpperCase() : named;
  const digit = /^Digit(\d)$/.exec(press.code)?.[1];
  const shifted = [...mods, ...(press.shiftKey ? ["Shift"] : [])];
  const spelled = [[...shifted, key].join("+")];
  if (press.shiftKey && digit) spelled.push([...shifted, digit].join("+"));
  if (press.shiftKey && key.length === 1 && !/[A-Z0-9]/.test(key)) spelled.push([...mods, key].join("+"));
  return spelled;
}

export function commandFor(press: KeyPress): Command | null {
  const spelled = spell(press);
  return commands.find((command) => command.keys.some((keys) => spelled.includes(keys))) ?? null;
}

/** Works wherever the focus is in the builder, text fields excepted where the field has its own meaning for it. */
export function worksEverywhere(command: Command): boolean {
  return ["testRun", "publish", "find"].includes(command.id);
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
