/** A searchable list of choices: type to narrow, arrows to move, Enter to take. */
import { Command } from "cmdk";
import { Check, ChevronsUpDown, Search } from "lucide-react";
import { Popover as Radix } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { controlClass } from "./input";
import type { Choice } from "./select";

export interface ComboboxProps {
  value: string | undefined;
  onChange: (value: string) => void;
  choices: readonly Choice[];
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
}

export function Combobox({
  value,
  onChange,
  choices,
  placeholder,
  disabled,
  className,
  ...aria
}: ComboboxProps) {
  const { t } = useTranslation("ui");
  const [open, setOpen] = useState(false);
  const chosen = choices.find((c) => c.value === value);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger
        type="button"
        role="combobox"
        aria-expanded={open}
        disabled={disabled}
        className={cx(
          controlClass,
          "inline-flex h-9 items-center justify-between gap-2 text-left",
          className,
        )}
        {...aria}
      >
        <span className={cx("truncate", !chosen && "text-muted")}>
          {chosen?.label ?? placeholder ?? t("choose")}
        </span>
        <ChevronsUpDown size={16} className="shrink-0 text-muted" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          aria-label={aria["aria-label"] ?? placeholder ?? t("choose")}
          className="z-50 w-(--radix-popover-trigger-width) min-w-56 overflow-hidden rounded-menu border border-line bg-surface shadow-overlay animate-rise"
        >
          <Command label={aria["aria-label"] ?? placeholder ?? t("choose")}>
            <div className="flex items-center gap-2 border-b border-line px-2.5">
              <Search size={15} className="text-muted" aria-hidden />
              <Command.Input
                placeholder={t("search")}
                className="h-9 w-full bg-transparent text-ui outline-none focus-visible:outline-none"
              />
            </div>
            <Command.List className="max-h-72 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-4 text-center text-ui text-muted">
                {t("nothingFound")}
              </Command.Empty>
              {choices.map((c) => (
                <Command.Item
                  key={c.value}
                  value={`${c.label} ${c.value}`}
                  disabled={c.disabled ?? false}
                  onSelect={() => {
                    onChange(c.value);
                    setOpen(false);
                  }}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-control px-2.5 py-1.5 text-ui data-[disabled=true]:opacity-50 data-[selected=true]:bg-surface-2"
                >
                  {c.icon}
                  <span className="flex min-w-0 flex-1 flex-col">
                    <span className="truncate">{c.label}</span>
                    {c.description && (
                      <span className="truncate text-caption text-muted">{c.description}</span>
                    )}
                  </span>
                  {c.value === value && <Check size={16} className="text-accent" aria-hidden />}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
