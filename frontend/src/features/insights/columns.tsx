/** The columns of a chart of runs: each opens its own. */
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { stepTo } from "@/parts/chart/charts";
import type { RunSearch } from "./links";

/** The columns of a chart as one stop of the Tab key: arrow keys go from one to the next, Enter opens its runs. */
export function Columns({
  label,
  columns,
  children,
}: {
  label: string;
  columns: ReadonlyArray<{ key: string; label: string; search: RunSearch }>;
  /** What is drawn in the columns. */
  children: (index: number) => ReactNode;
}) {
  const navigate = useNavigate();
  const [at, setAt] = useState(columns.length - 1);
  const places = useRef<Array<HTMLAnchorElement | null>>([]);
  const current = Math.min(at, columns.length - 1);
  const onKey = (event: KeyboardEvent) => {
    const next = stepTo(event.key, current, columns.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    places.current[next]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links that arrow keys go through, not a form's
    <div role="group" aria-label={label} className="relative flex h-full" onKeyDown={onKey}>
      {columns.map((column, index) => (
        <a
          key={column.key}
          ref={(element) => {
            places.current[index] = element;
          }}
          href={`/runs?${new URLSearchParams(column.search as Record<string, string>)}`}
          tabIndex={index === current ? 0 : -1}
          aria-label={column.label}
          title={column.label}
          onFocus={() => setAt(index)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            void navigate({ to: "/runs", search: column.search });
          }}
          className="relative h-full min-w-0 flex-1 rounded-sm hover:bg-surface-2 focus-visible:z-10"
        >
          {children(index)}
        </a>
      ))}
    </div>
  );
}
