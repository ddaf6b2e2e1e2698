/** Keys of a shortcut, e.g. "Mod+K": Mod is ⌘ on a Mac and Ctrl elsewhere. */
import { cx } from "@/lib/cx";

export const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

export function keyNames(keys: string): string[] {
  const names: Record<string, string> = isMac
    ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "⏎" }
    : { Mod: "Ctrl", Enter: "⏎" };
  return keys.split("+").map((key) => names[key] ?? key);
}

export function Kbd({ keys, tone = "plain" }: { keys: string; tone?: "plain" | "inverse" }) {
  return (
    <span className="inline-flex gap-0.5">
      {keyNames(keys).map((key) => (
        <kbd
          key={key}
          className={cx(
            "inline-flex h-5 min-w-5 items-center justify-center rounded border px-1 font-sans text-[11px] leading-none",
            tone === "inverse" ? "border-bg/30 text-bg" : "border-line bg-surface-2 text-muted",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
