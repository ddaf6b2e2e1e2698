/** Runs per day as stacked bars. The same figures stand in a table for people who do not see the picture. */
import { useTranslation } from "react-i18next";
import { formatDate } from "@/lib/format";
import type { Day } from "./metrics";

const parts = [
  { key: "succeeded", className: "bg-ok" },
  { key: "other", className: "bg-run" },
  { key: "failed", className: "bg-err" },
] as const;

const total = (d: Day): number => d.succeeded + d.failed + d.other;

export function RunsChart({ days }: { days: readonly Day[] }) {
  const { t } = useTranslation("home");
  const highest = Math.max(4, ...days.map(total));
  return (
    <figure className="flex flex-1 flex-col">
      <div aria-hidden className="flex h-40 items-end gap-1.5 border-b border-line">
        {days.map((d) => (
          <div
            key={d.day}
            title={`${formatDate(d.day)}: ${total(d)}`}
            className="group flex h-full min-w-0 flex-1 flex-col-reverse justify-start gap-px rounded-t-sm hover:bg-surface-2"
          >
            {parts.map((p) =>
              d[p.key] > 0 ? (
                <div
                  key={p.key}
                  className={`${p.className} w-full first:rounded-none last:rounded-t-sm`}
                  style={{ height: `${(d[p.key] / highest) * 100}%` }}
                />
              ) : null,
            )}
          </div>
        ))}
      </div>
      <div aria-hidden className="mt-1.5 flex justify-between text-caption text-muted tabular">
        <span>{formatDate(days[0]?.day)}</span>
        <span>{formatDate(days.at(-1)?.day)}</span>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-caption text-muted">
        {parts.map((p) => (
          <span key={p.key} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-xs ${p.className}`} />
            {t(`chart.${p.key}`)}
          </span>
        ))}
      </figcaption>
      <table className="sr-only">
        <caption>{t("chart.title")}</caption>
        <thead>
          <tr>
            <th>{t("chart.day")}</th>
            {parts.map((p) => (
              <th key={p.key}>{t(`chart.${p.key}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((d) => (
            <tr key={d.day}>
              <th>{formatDate(d.day)}</th>
              {parts.map((p) => (
                <td key={p.key}>{d[p.key]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
