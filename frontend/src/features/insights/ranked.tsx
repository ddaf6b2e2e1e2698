/** Why runs fail, how long approvals wait, and which models answer: ranked bars. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Insights } from "@/api/insights";
import { cx } from "@/lib/cx";
import { formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { Panel } from "@/parts/chart/panel";
import { formatRound } from "@/parts/chart/when";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { type RunSearch, runSearch } from "./links";
import { Count, type Shown } from "./time-charts";

interface Bar {
  key: string;
  name: string;
  text?: string;
  value: number;
  shown: string;
  /** Where it leads, and what is said of it. */
  search?: RunSearch;
  label?: string;
}

function Bars({ bars, look }: { bars: readonly Bar[]; look: string }) {
  const highest = Math.max(1e-9, ...bars.map((bar) => bar.value));
  return (
    <ol className="-mx-2 flex flex-col gap-0.5">
      {bars.map((bar) => (
        <li key={bar.key} className="relative rounded-control px-2 py-1.5 hover:bg-surface-2">
          <div className="flex items-baseline justify-between gap-3 text-ui">
            <span className="min-w-0">
              <span className="font-medium break-words">
                {bar.search ? (
                  <Link
                    to="/runs"
                    search={bar.search}
                    aria-label={bar.label}
                    className="rounded-control after:absolute after:inset-0 after:rounded-control after:content-['']"
                  >
                    {bar.name}
                  </Link>
                ) : (
                  bar.name
                )}
              </span>
              {bar.text && <span className="block text-caption text-muted">{bar.text}</span>}
            </span>
            <span className="shrink-0 text-muted tabular">{bar.shown}</span>
          </div>
          <div aria-hidden className="mt-1 h-2 overflow-hidden rounded-full bg-neutral-soft">
            <div
              className={cx("h-full rounded-full print:[print-color-adjust:exact]", look)}
              style={{ width: `${Math.max(bar.value > 0 ? 1 : 0, (bar.value / highest) * 100)}%` }}
            />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return <p className="py-6 text-center text-ui text-muted">{children}</p>;
}

export function FailuresPanel({ question, view }: Shown) {
  const { t } = useTranslation("insights");
  const { failures, current } = view;
  const first = failures[0];
  const searchOf = (reason: string) => runSearch(question, view, { status: "failed", reason });
  const whereOf = (f: Insights["failures"][number]) =>
    [f.step_name, f.workflow_name ?? t("deletedWorkflow")].filter(Boolean).join(" · ");
  return (
    <Panel
      question={t("failures.question")}
      summary={
        first
          ? t("failures.summary", {
              count: current.failed,
              title: first.title,
              share: formatPercent(first.runs / Math.max(1, current.failed)),
            })
          : t("failures.none")
      }
      chart={
        first ? (
          <Bars
            look="bg-err"
            bars={failures.slice(0, 6).map((f) => ({
              key: f.reason,
              name: f.title || t("failures.untitled"),
              text: whereOf(f),
              value: f.runs,
              shown: t("runs", { count: f.runs }),
              search: searchOf(f.reason),
              label: t("failures.open", { count: f.runs, title: f.title, where: whereOf(f) }),
            }))}
          />
        ) : (
          <Nothing>{t("failures.good")}</Nothing>
        )
      }
      table={
        <Table label={t("failures.question")}>
          <Thead>
            <Th>{t("failures.problem")}</Th>
            <Th>{t("failures.step")}</Th>
            <Th>{t("groups.workflow")}</Th>
            <Th numeric>{t("outcome.failed")}</Th>
          </Thead>
          <tbody>
            {failures.map((f) => (
              <Tr key={f.reason}>
                <Td>{f.title || t("failures.untitled")}</Td>
                <Td>{f.step_name || "–"}</Td>
                <Td>{f.workflow_name ?? t("deletedWorkflow")}</Td>
                <Td numeric>
                  <Count runs={f.runs} search={searchOf(f.reason)} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}

export function WaitsPanel({ question, view }: Shown) {
  const { t } = useTranslation("insights");
  const { current, waits } = view;
  const search = runSearch(question, view, { decided: "true" });
  const nameOf = (wait: Insights["waits"][number]) =>
    wait.up_to_seconds === null
      ? t("waits.longer", { time: formatRound(waits.at(-2)?.up_to_seconds ?? 0) })
      : t("waits.upTo", { time: formatRound(wait.up_to_seconds) });
  const decided = waits.reduce((sum, wait) => sum + wait.approvals, 0);
  return (
    <Panel
      question={t("waits.question")}
      summary={
        decided > 0
          ? t("waits.summary", { count: current.approvals, wait: formatSeconds(current.p50_wait_seconds) })
          : t("waits.none")
      }
      chart={
        decided > 0 ? (
          <Bars
            look="bg-warn"
            bars={waits.map((wait) => ({
              key: String(wait.up_to_seconds),
              name: nameOf(wait),
              value: wait.approvals,
              shown: formatNumber(wait.approvals, 0),
            }))}
          />
        ) : (
          <Nothing>{t("waits.nobody")}</Nothing>
        )
      }
      table={
        <Table label={t("waits.question")}>
          <Thead>
            <Th>{t("waits.time")}</Th>
            <Th numeric>{t("waits.approvals")}</Th>
          </Thead>
          <tbody>
            {waits.map((wait) => (
              <Tr key={String(wait.up_to_seconds)}>
                <Td>{nameOf(wait)}</Td>
                <Td numeric>{formatNumber(wait.approvals, 0)}</Td>
              </Tr>
            ))}
            <Tr>
              <Td>{t("waits.runs")}</Td>
              <Td numeric>
                <Count runs={current.decided} search={search} />
              </Td>
            </Tr>
          </tbody>
        </Table>
      }
    />
  );
}

export function ModelsPanel({ view }: Shown) {
  const { t } = useTranslation("insights");
  const { models, current } = view;
  const nameOf = (use: Insights["models"][number]) => use.model ?? t("models.local");
  const isPaid = models.some((use) => use.cost > 0);
  return (
    <Panel
      question={t("models.question")}
      summary={
        models[0]
          ? t("models.summary", {
              count: models.length,
              cost: formatCost(current.cost),
              name: nameOf(models[0]),
            })
          : t("models.none")
      }
      chart={
        models[0] ? (
          <Bars
            look="bg-accent"
            bars={models.slice(0, 8).map((use) => ({
              key: `${use.provider}/${use.model}`,
              name: nameOf(use),
              text: t("models.answers", { count: use.answers }),
              value: isPaid ? use.cost : use.answers,
              shown: formatCost(use.cost),
            }))}
          />
        ) : (
          <Nothing>{t("models.nobody")}</Nothing>
        )
      }
      table={
        <Table label={t("models.question")}>
          <Thead>
            <Th>{t("models.model")}</Th>
            <Th>{t("models.provider")}</Th>
            <Th numeric>{t("models.number")}</Th>
            <Th numeric>{t("kpi.cost")}</Th>
          </Thead>
          <tbody>
            {models.map((use) => (
              <Tr key={`${use.provider}/${use.model}`}>
                <Td>{nameOf(use)}</Td>
                <Td>{use.provider}</Td>
                <Td numeric>{formatNumber(use.answers, 0)}</Td>
                <Td numeric>{formatCost(use.cost)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}
