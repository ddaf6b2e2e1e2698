/** The key figures: each with how it changed, its course where there is one, and a way to its runs. */
import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowRight, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Figures, Point } from "@/api/insights";
import { cx } from "@/lib/cx";
import { formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { type Change, changeOf, linePath, verdict } from "@/parts/chart/charts";
import { Card } from "@/ui/card";
import { type RunSearch, runSearch } from "./links";
import type { Shown } from "./time-charts";

interface Kpi {
  key: string;
  of: (f: Figures) => number | null;
  say: (value: number | null) => string;
  better: "up" | "down" | null;
  /** Rates change by points, all else by a share of what was before. */
  isRate?: boolean;
  course?: (p: Point) => number | null;
  search?: RunSearch;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

const kpis: readonly Kpi[] = [
  {
    key: "runs",
    of: (f) => f.runs,
    say: (n) => formatNumber(n ?? 0, 0),
    better: null,
    course: (p) => p.succeeded + p.failed + p.cancelled,
  },
  {
    key: "success",
    of: (f) => f.success_rate,
    say: formatPercent,
    better: "up",
    isRate: true,
    course: (p) => ratio(p.succeeded, p.succeeded + p.failed),
    search: { status: "succeeded" },
  },
  {
    key: "p50",
    of: (f) => f.p50_seconds,
    say: formatSeconds,
    better: "down",
    course: (p) => p.p50_seconds,
    search: { status: "succeeded" },
  },
  {
    key: "p95",
    of: (f) => f.p95_seconds,
    say: formatSeconds,
    better: "down",
    course: (p) => p.p95_seconds,
    search: { status: "succeeded" },
  },
  {
    key: "saved",
    of: (f) => f.seconds_saved,
    say: formatSeconds,
    better: "up",
    search: { status: "succeeded" },
  },
  {
    key: "automation",
    of: (f) => f.automation_rate,
    say: formatPercent,
    better: "up",
    isRate: true,
    search: { decided: "false" },
  },
  { key: "cost", of: (f) => f.cost, say: formatCost, better: null, course: (p) => p.cost },
  {
    key: "costPerSuccess",
    of: (f) => f.cost_per_success,
    say: formatCost,
    better: "down",
    course: (p) => ratio(p.cost, p.succeeded),
    search: { status: "succeeded" },
  },
];

export function Kpis({ view, question }: Shown) {
  const { t } = useTranslation("insights");
  return (
    <section aria-label={t("kpi.label")} className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      {kpis.map((kpi) => {
        const change = changeOf(kpi.of(view.current), kpi.of(view.previous), kpi.isRate);
        return (
          <Card
            key={kpi.key}
            className="relative flex min-w-0 flex-col gap-0.5 px-4 py-3.5 break-inside-avoid focus-within:border-line-strong hover:border-line-strong"
          >
            <h2 className="truncate text-caption font-medium text-muted" title={t(`kpi.${kpi.key}Hint`)}>
              {t(`kpi.${kpi.key}`)}
            </h2>
            <div className="flex items-end justify-between gap-3">
              <Link
                to="/runs"
                search={runSearch(question, view, kpi.search)}
                aria-label={t("kpi.open", {
                  name: t(`kpi.${kpi.key}`),
                  value: kpi.say(kpi.of(view.current)),
                })}
                className="truncate rounded-control text-kpi font-semibold tracking-tight tabular after:absolute after:inset-0 after:rounded-card after:content-['']"
              >
                {kpi.say(kpi.of(view.current))}
              </Link>
              {kpi.course && <Sparkline values={view.series.map(kpi.course)} />}
            </div>
            <Delta change={change} before={kpi.say(kpi.of(view.previous))} kpi={kpi} />
          </Card>
        );
      })}
    </section>
  );
}

function Sparkline({ values }: { values: ReadonlyArray<number | null> }) {
  const highest = Math.max(0, ...values.map((v) => v ?? 0));
  if (highest === 0) return null;
  return (
    <svg
      aria-hidden="true"
      viewBox="0 -4 100 108"
      preserveAspectRatio="none"
      className="mb-1.5 h-6 w-20 shrink-0 max-sm:hidden"
    >
      <path
        d={linePath(values, highest)}
        className="fill-none stroke-accent"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

const arrows = { up: ArrowUp, down: ArrowDown, same: ArrowRight };

function Delta({ change, before, kpi }: { change: Change | null; before: string; kpi: Kpi }) {
  const { t } = useTranslation("insights");
  if (!change) return <p className="text-caption text-muted">{t("delta.none")}</p>;
  const Arrow = arrows[change.direction];
  const tone = verdict(change, kpi.better);
  const text =
    change.share === null
      ? t("delta.fromNothing")
      : kpi.isRate
        ? t("delta.points", { count: Math.round(change.share * 100) })
        : formatPercent(change.share);
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-1 text-caption text-muted">
      <span
        className={cx(
          "inline-flex items-center gap-0.5 font-medium",
          tone === "ok" && "text-ok",
          tone === "err" && "text-err",
        )}
      >
        <Arrow size={13} aria-hidden />
        <span className="sr-only">{t(`delta.${change.direction}`)}</span>
        {change.direction === "same" ? t("delta.same") : text}
      </span>
      <span className="truncate">{t("delta.before", { before })}</span>
    </p>
  );
}
