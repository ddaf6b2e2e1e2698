/** A plain data table: real table markup, tabular figures, row height 44, scrolls inside its own frame. */
import {
  type HTMLAttributes,
  type ReactNode,
  type RefObject,
  type TdHTMLAttributes,
  type ThHTMLAttributes,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
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
  const frame = useRef<HTMLElement>(null);
  const scrolls = useScrolls(frame);
  return (
    <section
      ref={frame}
      aria-label={scrolls ? label : undefined}
      tabIndex={scrolls ? 0 : undefined}
      className={cx("overflow-x-auto", className)}
    >
      <table aria-label={label} className="w-full border-collapse text-ui tabular">
        {children}
      </table>
    </section>
  );
}

/** Whether it is wider than there is room for, now. */
function useScrolls(frame: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const look = () => setScrolls(element.scrollWidth > element.clientWidth);
    const watching = new ResizeObserver(look);
    watching.observe(element);
    for (const child of element.children) watching.observe(child);
    return () => watching.disconnect();
  }, [frame]);
  return scrolls;
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
