/** A segmented control: one choice of two to four. Radio buttons, so that the browser knows their keys. */
import { type ReactNode, useId } from "react";
import { cx } from "@/lib/cx";

export function Segmented({
  value,
  onChange,
  choices,
  label,
  size = "md",
  className,
}: {
  value: string;
  onChange: (value: string) => void;
  choices: ReadonlyArray<{ value: string; label: ReactNode; title?: string }>;
  label: string;
  size?: "sm" | "md";
  className?: string;
}) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cx("inline-flex rounded-control border border-line bg-surface-2 p-0.5", className)}
    >
      {choices.map((c) => (
        <label
          key={c.value}
          title={c.title}
          className={cx(
            "relative inline-flex items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-ui font-medium text-muted transition-colors hover:text-text has-checked:bg-surface has-checked:text-text has-checked:shadow-[0_0_0_1px_var(--line)] has-focus-visible:outline-2 has-focus-visible:outline-accent",
            size === "sm" ? "h-6" : "h-8",
          )}
        >
          <input
            type="radio"
            name={name}
            value={c.value}
            checked={c.value === value}
            onChange={() => onChange(c.value)}
            aria-label={c.title}
            className="absolute inset-0 cursor-pointer appearance-none opacity-0"
          />
          {c.label}
        </label>
      ))}
    </div>
  );
}
