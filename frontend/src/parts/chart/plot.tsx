/** The room of a chart: scale, lines across, times below. */
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import { labelled } from "./charts";
import { Gutter, Scale } from "./panel";
import { useWhen } from "./when";

/** The hours or days below a chart. */
export function TimeAxis({ series, by }: { series: ReadonlyArray<{ start: string }>; by: "hour" | "day" }) {
  const when = useWhen(by);
  return (
    <div aria-hidden className="mt-1.5 flex h-4 text-[11px] text-muted tabular">
      {series.map((p, index) => (
        <span key={p.start} className="relative min-w-0 flex-1">
          {labelled(index, series.length, 8) && (
            <span
              className={cx(
                "absolute left-1/2 -translate-x-1/2 whitespace-nowrap",
                !labelled(index, series.length, 4) && "max-sm:hidden",
              )}
            >
              {when.short(p.start)}
            </span>
          )}
        </span>
      ))}
    </div>
  );
}

/** The room of a chart: its scale in the gutter, lines across, the times below. `places` are from 0 to the highest. */
export function Plot({
  places,
  axis,
  className,
  children,
}: {
  places: readonly string[];
  axis: ReactNode;
  className: string;
  children: ReactNode;
}) {
  return (
    <div className={cx("flex min-h-0 flex-col pt-2", className)}>
      <div className="flex min-h-0 flex-1">
        <Scale places={places.toReversed()} />
        <div className="relative min-w-0 flex-1">
          {places.map((text, index) => (
            <div
              key={text}
              aria-hidden
              className="absolute inset-x-0 border-t border-line"
              style={{ bottom: `${(index / Math.max(1, places.length - 1)) * 100}%` }}
            />
          ))}
          {children}
        </div>
      </div>
      <div className="flex">
        <Gutter places={places} />
        <div className="min-w-0 flex-1">{axis}</div>
      </div>
    </div>
  );
}
