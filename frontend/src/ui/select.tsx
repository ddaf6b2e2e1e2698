/** A list of a few choices. For more than about ten, use `Combobox`. */
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { controlClass } from "./input";

export interface Choice {
  value: string;
  label: string;
  icon?: ReactNode;
  description?: string;
  disabled?: boolean;
}

export interface SelectProps {
  value: string | undefined;
  onChange: (value: string) => void;
  choices: readonly Choice[];
  placeholder?: string;
  disabled?: boolean;
  size?: "sm" | "md";
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
}

// Radix refuses an empty value for an item; the empty choice travels under this name.
const EMPTY = "\u0000empty";

export function Select({
  value,
  onChange,
  choices,
  placeholder,
  disabled,
  size = "md",
  className,
  ...aria
}: SelectProps) {
  const known = choices.some((c) => c.value === value);
  return (
    <Radix.Root
      value={known && value !== undefined ? value || EMPTY : ""}
      onValueChange={(next) => onChange(next === EMPTY ? "" : next)}
      disabled={disabled ?? false}
    >
      <Radix.Trigger
        className={cx(
          controlClass,
          "inline-flex items-center justify-between gap-2 text-left data-placeholder:text-muted",
          size === "sm" ? "h-8 text-ui" : "h-9",
          className,
        )}
        {...aria}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder ?? "—"} />
        </span>
        <ChevronDown size={16} className="shrink-0 text-muted" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-[min(24rem,var(--radix-select-content-available-height))] min-w-(--radix-select-trigger-width) overflow-hidden rounded-menu border border-line bg-surface shadow-overlay animate-rise"
        >
          <Radix.Viewport className="p-1">
            {choices.map((c) => (
              <Radix.Item
                key={c.value}
                value={c.value || EMPTY}
                disabled={c.disabled ?? false}
                // With a description, all that is read there names the choice, not the label alone.
                {...(c.description ? { "aria-labelledby": undefined } : {})}
                className="relative flex min-h-8 cursor-default items-center gap-2 rounded-control py-1.5 pr-8 pl-2.5 text-ui outline-none select-none data-disabled:opacity-50 data-highlighted:bg-surface-2"
              >
                {c.icon}
                <span className="flex flex-col">
                  <Radix.ItemText>{c.label}</Radix.ItemText>
                  {c.description && <span className="text-caption text-muted">{c.description}</span>}
                </span>
                <Radix.ItemIndicator className="absolute right-2 text-accent">
                  <Check size={16} aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
