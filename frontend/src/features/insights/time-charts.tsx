/** Runs by outcome, and how long they take, over the hours or days of the time. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Insights, InsightsQuestion, Point } from "@/api/insights";
import { formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { linePath, ticks, timeTicks } from "@/parts/chart/charts";
import { Legend, Panel } from "@/parts/chart/panel";
import { Plot, TimeAxis } from "@/parts/chart/plot";
import { formatRound, useWhen } from "@/parts/chart/when";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { Columns } from "./columns";
import { type RunSearch, runSearch } from "./links";

export interface Shown {
  question: InsightsQuestion;
  view: Insights;
}

const outcomes = [
  { key: "succeeded", look: "bg-ok" },
  { key: "failed", look: "bg-err" },
  { key: "cancelled", look: "bg-line-strong" },
] as const;

const total = (p: Point): number => p.succeeded + p.failed + p.cancelled;

function useColumns({ question, view }: Shown, say: (p: Point, when: string) => string, more?: RunSearch) {
  const when = useWhen(view.by);
  return view.series.map((p) => ({
    key: p.start,
    label: say(p, when.long(p.start)),
    search: runSearch(question, p, more),
  }));
}

export function OutcomesPanel(shown: Shown) {
  const { t } = useTranslation("insights");
  const { series, current } = shown.view;
  const when = useWhen(shown.view.by);
  const scale = ticks(Math.max(...series.map(total)), true);
  const highest = scale.at(-1) ?? 1;
  const columns = useColumns(shown, (p, at) =>
    t("outcomes.column", {
      at,
      runs: total(p),
      succeeded: p.succeeded,
      failed: p.failed,
      cancelled: p.cancelled,
    }),
  );
  const most = series.reduce((best, p) => (total(p) > total(best) ? p : best), series[0] as Point);
  return (
    <Panel
      className="lg:col-span-2"
      question={t("outcomes.question")}
      summary={t("outcomes.summary", {
        count: current.runs,
        rate: formatPercent(current.success_rate),
        at: when.long(most.start),
        most: total(most),
      })}
      chart={
        <>
          <Plot
            className="h-52"
            places={scale.map((n) => formatNumber(n, 0))}
            axis={<TimeAxis series={series} by={shown.view.by} />}
          >
            <Columns label={t("outcomes.question")} columns={columns}>
              {(index) => <Stack point={series[index] as Point} highest={highest} />}
            </Columns>
          </Plot>
          <Legend parts={outcomes.map((o) => ({ ...o, text: t(`outcome.${o.key}`) }))} />
        </>
      }
      table={
        <Table label={t("outcomes.question")}>
          <Thead>
            <Th>{t(`by.${shown.view.by}`)}</Th>
            {outcomes.map((o) => (
              <Th key={o.key} numeric>
                {t(`outcome.${o.key}`)}
              </Th>
            ))}
            <Th numeric>{t("kpi.cost")}</Th>
          </Thead>
          <tbody>
            {series.map((p) => (
              <Tr key={p.start}>
                <Td>{when.long(p.start)}</Td>
                {outcomes.map((o) => (
                  <Td key={o.key} numeric>
                    <Count runs={p[o.key]} search={runSearch(shown.question, p, { status: o.key })} />
                  </Td>
                ))}
                <Td numeric>{formatCost(p.cost)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}

/** A number of runs that opens them; of none there is nothing to open. */
export function Count({ runs, search }: { runs: number; search: RunSearch }) {
  if (runs === 0) return <span className="text-muted">0</span>;
  return (
    <Link
      to="/runs"
      search={search}
      className="inline-block min-h-6 min-w-6 leading-6 text-accent hover:underline"
    >
      {formatNumber(runs, 0)}
    </Link>
  );
}

function Stack({ point, highest }: { point: Point; highest: number }) {
  return (
    <span
      aria-hidden
      className="absolute inset-x-[12%] inset-y-0 mx-auto flex max-w-10 flex-col-reverse gap-px"
    >
      {outcomes.map((o) =>
        point[o.key] > 0 ? (
          <span
            key={o.key}
            className={`${o.look} w-full shrink-0 last:rounded-t-sm print:[print-color-adjust:exact]`}
            style={{ height: `${(point[o.key] / highest) * 100}%`, minHeight: 2 }}
          />
        ) : null,
      )}
    </span>
  );
}

function Lines({ series, highest }: { series: readonly Point[]; highest: number }) {
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 z-1 size-full overflow-visible"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
    >
      {lines.map((line) => (
        <path
          key={line.key}
          d={linePath(
            series.map((p) => p[line.key]),
            highest,
          )}
          className={`${line.stroke} fill-none`}
          strokeWidth={line.key === "p50_seconds" ? 2.5 : 2}
          strokeDasharray={line.key === "p50_seconds" ? undefined : "5 3"}
          strokeLinecap="round"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

const lines = [
  { key: "p50_seconds", look: "bg-run", stroke: "stroke-run" },
  { key: "p95_seconds", look: "bg-warn", stroke: "stroke-warn" },
] as const;

export function TimesPanel(shown: Shown) {
  const { t } = useTranslation("insights");
  const { series, current } = shown.view;
  const when = useWhen(shown.view.by);
  const scale = timeTicks(Math.max(...series.map((p) => p.p95_seconds ?? 0)));
  const highest = scale.at(-1) ?? 1;
  const columns = useColumns(
    shown,
    (p, at) =>
      t("times.column", { at, p50: formatSeconds(p.p50_seconds), p95: formatSeconds(p.p95_seconds) }),
    { status: "succeeded" },
  );
  const summary = t(current.p50_seconds === null ? "times.none" : "times.summary", {
    p50: formatSeconds(current.p50_seconds),
    p95: formatSeconds(current.p95_seconds),
  });
  return (
    <Panel
      question={t("times.question")}
      summary={current.untimed > 0 ? `${summary} ${t("times.untimed", { count: current.untimed })}` : summary}
      chart={
        <>
          <Plot
            className="min-h-44 flex-1"
            places={scale.map(formatRound)}
            axis={<TimeAxis series={series} by={shown.view.by} />}
          >
            <Lines series={series} highest={highest} />
            <Columns label={t("times.question")} columns={columns}>
              {() => null}
            </Columns>
          </Plot>
          <Legend parts={lines.map((line) => ({ ...line, text: t(`times.${line.key}`) }))} />
        </>
      }
      table={
        <Table label={t("times.question")}>
          <Thead>
            <Th>{t(`by.${shown.view.by}`)}</Th>
            <Th numeric>{t("times.p50_seconds")}</Th>
            <Th numeric>{t("times.p95_seconds")}</Th>
            <Th numeric>{t("outcome.succeeded")}</Th>
          </Thead>
          <tbody>
            {series.map((p) => (
              <Tr key={p.start}>
                <Td>{when.long(p.start)}</Td>
                <Td numeric>{formatSeconds(p.p50_seconds)}</Td>
                <Td numeric>{formatSeconds(p.p95_seconds)}</Td>
                <Td numeric>
                  <Count runs={p.succeeded} search={runSearch(shown.question, p, { status: "succeeded" })} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}
