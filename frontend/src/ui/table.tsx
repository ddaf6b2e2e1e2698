/** A plain data table: real table markup, tabular figures, row height 44, scrolls inside its own frame. */
import type { HTMLAttributes, ReactNode, TdHTMLAttributes, ThHTMLAttributes } from "react";
import { cx } from "@/lib/cx";

export function Table({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div className={cx("overflow-x-auto", className)}>
      <table aria-label={label} className="w-full border-collapse text-ui tabular">
        {children}
      </table>
    </div>
  );
}
export function Thead({ children }: { children: ReactNode }) {
  return (
    <thead>
      <tr className="border-b border-line">{children}</tr>
    </thead>
  );
}
export function Th({
  className,
  numeric,
  ...rest
}: ThHTMLAttributes<HTMLTableCellElement> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cx(
        "h-9 px-3 text-caption font-medium whitespace-nowrap text-muted first:pl-5 last:pr-5",
        numeric ? "text-right" : "text-left",
        className,
      )}
      {...rest}
    />
  );
}
export function Tr({ className, ...rest }: HTMLAttributes<HTMLTableRowElement>) {
  return (
    <tr
      className={cx(
        "relative border-b border-line last:border-b-0 hover:bg-surface-2 focus-within:bg-surface-2",
        className,
      )}
      {...rest}
    />
  );
}
export function Td({
  className,
  numeric,
  ...rest
}: TdHTMLAttributes<HTMLTableCellElement> & { numeric?: boolean }) {
  return (
    <td
      className={cx(
        "h-11 px-3 align-middle first:pl-5 last:pr-5",
        numeric && "text-right whitespace-nowrap",
        className,
      )}
      {...rest}
    />
  );
}
/** Put on the one link of a row: makes the whole row clickable without nesting controls. */
export const rowLinkClass =
  "font-medium text-text hover:underline underline-offset-2 after:absolute after:inset-0 after:content-['']";
