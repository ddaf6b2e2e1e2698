/** Text inputs that share one look. Wrap in `Field` to get a label, help and an error with the right ARIA wiring. */
import type { InputHTMLAttributes, ReactNode, Ref, TextareaHTMLAttributes } from "react";
import { cx } from "@/lib/cx";

export const controlClass =
  "w-full rounded-control border border-line bg-surface text-body text-text px-3 transition-colors duration-100 hover:border-line-strong focus:border-accent focus:outline-2 focus:outline-accent/30 focus:outline-offset-0 disabled:opacity-60 disabled:bg-surface-2 aria-invalid:border-err";

export interface InputProps extends InputHTMLAttributes<HTMLInputElement> {
  ref?: Ref<HTMLInputElement>;
}
export function Input({ className, ...rest }: InputProps) {
  return <input className={cx(controlClass, "h-9", className)} {...rest} />;
}

export interface TextareaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  ref?: Ref<HTMLTextAreaElement>;
}
export function Textarea({ className, rows = 4, ...rest }: TextareaProps) {
  return (
    <textarea
      rows={rows}
      className={cx(controlClass, "py-2 leading-5 resize-y min-h-9", className)}
      {...rest}
    />
  );
}

export interface SearchInputProps extends InputProps {
  label: string;
  icon: ReactNode;
}
export function SearchInput({ label, icon, className, ...rest }: SearchInputProps) {
  return (
    <div className={cx("relative", className)}>
      <span className="pointer-events-none absolute left-2.5 top-1/2 -translate-y-1/2 text-muted" aria-hidden>
        {icon}
      </span>
      <input type="search" aria-label={label} className={cx(controlClass, "h-9 pl-8")} {...rest} />
    </div>
  );
}
