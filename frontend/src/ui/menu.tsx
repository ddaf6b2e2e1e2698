/** A menu of actions behind one button. */
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { Kbd } from "./kbd";

const itemClass =
  "flex min-h-8 cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 text-ui outline-none select-none data-disabled:opacity-50 data-highlighted:bg-surface-2 [&_svg]:shrink-0";

const contentClass =
  "z-50 min-w-48 max-w-80 rounded-menu border border-line bg-surface p-1 shadow-overlay outline-none animate-rise";

/** A menu that opens at a place on the screen, as after a right click. */
export function MenuAt({
  at,
  label,
  onClose,
  onClosed,
  children,
}: {
  at: { x: number; y: number };
  label: string;
  onClose: () => void;
  /** Where the focus goes afterwards. */
  onClosed: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed size-0" style={{ left: at.x, top: at.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={label}
          className={contentClass}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Menu({
  trigger,
  children,
  align = "end",
  side = "bottom",
  label,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  label?: string;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          {...(label ? { "aria-label": label } : {})}
          className={contentClass}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  icon,
  children,
  onSelect,
  danger,
  disabled,
  keys,
}: {
  icon?: ReactNode;
  children: ReactNode;
  onSelect?: () => void;
  danger?: boolean;
  disabled?: boolean;
  keys?: string;
}) {
  return (
    <Radix.Item
      disabled={disabled ?? false}
      onSelect={() => onSelect?.()}
      className={cx(itemClass, danger && "text-err")}
    >
      {icon && <span className={danger ? "" : "text-muted"}>{icon}</span>}
      <span className="flex-1">{children}</span>
      {keys && <Kbd keys={keys} />}
    </Radix.Item>
  );
}

export interface MenuChoiceProps {
  value: string;
  onChange: (value: string) => void;
  choices: ReadonlyArray<{ value: string; label: string; icon?: ReactNode }>;
}
export function MenuChoices({ value, onChange, choices }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {choices.map((c) => (
        <Radix.RadioItem key={c.value} value={c.value} className={itemClass}>
          {c.icon && <span className="text-muted">{c.icon}</span>}
          <span className="flex-1">{c.label}</span>
          <Radix.ItemIndicator>
            <Check size={16} className="text-accent" aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Radix.Label className="px-2.5 pt-2 pb-1 text-caption font-medium text-muted">{children}</Radix.Label>
  );
}
export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
