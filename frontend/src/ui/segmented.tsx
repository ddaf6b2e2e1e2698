/** A segmented control: one choice of two to four. */
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
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
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onChange(next)}
      aria-label={label}
      className={cx("inline-flex rounded-control border border-line bg-surface-2 p-0.5", className)}
    >
      {choices.map((c) => (
        <ToggleGroup.Item
          key={c.value}
          value={c.value}
          title={c.title}
          aria-label={c.title}
          className={cx(
            "inline-flex items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-ui font-medium text-muted transition-colors hover:text-text data-[state=on]:bg-surface data-[state=on]:text-text data-[state=on]:shadow-[0_0_0_1px_var(--line)]",
            size === "sm" ? "h-6" : "h-8",
          )}
        >
          {c.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
