/** Buttons: one primary action per view, the rest secondary or ghost. `busy` keeps the width and blocks a second press. */
import { Loader2 } from "lucide-react";
import { Slot } from "radix-ui";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "@/lib/cx";

export type ButtonKind = "primary" | "secondary" | "ghost" | "danger" | "soft";
export type ButtonSize = "sm" | "md" | "lg";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border border-transparent",
  secondary: "bg-surface text-text border border-line hover:bg-surface-2 hover:border-line-strong",
  ghost: "text-muted hover:text-text hover:bg-surface-2 border border-transparent",
  danger: "bg-surface text-err border border-line hover:bg-err-soft hover:border-err",
  soft: "bg-soft text-accent hover:text-accent-strong border border-transparent",
};
const sizes: Record<ButtonSize, string> = {
  sm: "h-8 px-2.5 gap-1.5 text-ui",
  md: "h-9 px-3.5 gap-2 text-ui",
  lg: "h-11 px-5 gap-2 text-body",
};
const shape =
  "inline-flex items-center justify-center rounded-control font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:shrink-0";

export function buttonClass(
  kind: ButtonKind = "secondary",
  size: ButtonSize = "md",
  className?: string,
): string {
  return cx(shape, kinds[kind], sizes[size], className);
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  size?: ButtonSize;
  busy?: boolean;
  icon?: ReactNode;
  /** Hand the looks to the child (a link, mostly). */
  asChild?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = "secondary",
  size = "md",
  busy,
  icon,
  asChild,
  className,
  children,
  type,
  ...rest
}: ButtonProps) {
  if (asChild) {
    return (
      <Slot.Root className={buttonClass(kind, size, className)} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type ?? "button"}
      className={buttonClass(kind, size, className)}
      aria-busy={busy || undefined}
      {...rest}
      disabled={rest.disabled || busy}
    >
      {busy ? <Loader2 size={16} className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Spoken name; also the tooltip when wrapped in `Tooltip`. */
  label: string;
  kind?: ButtonKind;
  size?: "sm" | "md";
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  label,
  kind = "ghost",
  size = "md",
  className,
  children,
  type,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type ?? "button"}
      aria-label={label}
      className={cx(shape, kinds[kind], size === "sm" ? "size-8" : "size-9", className)}
      {...rest}
    >
      {children}
    </button>
  );
}
