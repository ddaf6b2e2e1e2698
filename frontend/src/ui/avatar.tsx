/** A person or a company by initials. */
import { cx } from "@/lib/cx";

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

export function Avatar({ name, size = 32, square }: { name: string; size?: number; square?: boolean }) {
  return (
    <span
      aria-hidden
      // Drawn, not written: what a button with it is called need not contain the letters.
      data-initials={initials(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
      className={cx(
        "inline-flex shrink-0 items-center justify-center bg-soft font-semibold text-accent",
        "before:content-[attr(data-initials)]",
        square ? "rounded-control" : "rounded-full",
      )}
    />
  );
}
