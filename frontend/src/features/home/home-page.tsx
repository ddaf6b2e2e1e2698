import { Link } from "@tanstack/react-router";
import {
  ChartNoAxesColumn,
  CircleCheck,
  CircleDollarSign,
  CircleX,
  Clock,
  Inbox,
  Play,
  Plus,
} from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useApprovals } from "@/api/approvals";
import { useRecentRuns } from "@/api/runs";
import { useMay, useSession } from "@/api/session";
import type { Agent, Run } from "@/api/types";
import { formatAgo, formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { RunTable } from "@/parts/run-table";
import { Button } from "@/ui/button";
import { Card, CardHeader, Kpi } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";
import { FirstTemplates } from "./first-templates";
import { GettingStarted } from "./getting-started";
import { byDay, totalsOf } from "./metrics";
import { RunsChart } from "./runs-chart";
import { forgetSample, useSample } from "./sample";
import { SampleCard } from "./sample-card";

export function HomePage() {
  const { t } = useTranslation("home");
  const name = useSession((s) => s.user?.name ?? "");
  const agents = useAgents();
  const runs = useRecentRuns({}, 100);
  const phase = useSample((s) => s.phase);
  useForgetWhenRemoved(agents.data?.items);
  const mayCreate = useMay("agent.write");
  const isNew = agents.data?.items.length === 0;
  const showSample = isNew || phase !== "idle";

  return (
    <Page>
      <PageHeader
        documentTitle={t("title")}
        title={t("greeting", { name: name.split(" ")[0] ?? "" })}
        description={isNew ? t("newText") : t("text")}
        actions={
          mayCreate && (
            <Button asChild kind={isNew ? "secondary" : "primary"}>
              <Link to="/agents/new">
                <Plus size={16} aria-hidden />
                {t("newAgent")}
              </Link>
            </Button>
          )
        }
      />
      <div className="flex flex-col gap-5">
        {agents.isError && <ErrorPanel error={agents.error} onRetry={() => void agents.refetch()} />}
        {agents.isPending && <SkeletonCards />}
        {agents.data && !isNew && <GettingStarted />}
        {isNew && phase === "idle" && <FirstTemplates />}
        {showSample && <SampleCard compact={isNew} />}
        {agents.data && agents.data.items.length > 0 && (
          <>
            <Kpis agents={agents.data.items} />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
              <Attention runs={runs.data?.items ?? []} />
              <Card className="flex flex-col">
                <CardHeader title={t("chart.title")} description={t("chart.text")} />
                <div className="flex flex-1 flex-col px-5 pb-5">
                  <RunsChart days={byDay(runs.data?.items ?? [], 14, new Date())} />
                </div>
              </Card>
            </div>
          </>
        )}
        {agents.data && !isNew && (
          <Card>
            <CardHeader
              title={t("recent.title")}
              actions={
                <Button kind="ghost" size="sm" asChild>
                  <Link to="/runs">{t("recent.all")}</Link>
                </Button>
              }
            />
            <QueryView query={runs} className="m-5 mt-0">
              {(page) =>
                page.items.length === 0 ? (
                  <Empty icon={Play} title={t("recent.empty")} className="py-8">
                    {t("recent.emptyText")}
                  </Empty>
                ) : (
                  <RunTable runs={page.items.slice(0, 8)} label={t("recent.title")} />
                )
              }
            </QueryView>
          </Card>
        )}
        {isNew && phase === "idle" && <GettingStarted />}
        {!isNew && agents.data && phase === "idle" && runs.data?.items.length === 0 && <SampleCard compact />}
      </div>
    </Page>
  );
}

/** Once the sample agent was deleted (under Settings), there is no progress to show any more. */
function useForgetWhenRemoved(agents: readonly Agent[] | undefined) {
  const { phase, demo } = useSample();
  const gone = phase === "started" && demo && agents && !agents.some((a) => a.id === demo.agent_id);
  useEffect(() => {
    if (gone) forgetSample();
  }, [gone]);
}

function Kpis({ agents }: { agents: readonly Agent[] }) {
  const { t } = useTranslation("home");
  const totals = totalsOf(agents);
  const rateTone = totals.successRate === null ? undefined : totals.successRate >= 0.9 ? "ok" : undefined;
  return (
    <section aria-label={t("kpi.label")} className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Kpi
        label={t("kpi.runs")}
        icon={<ChartNoAxesColumn size={14} aria-hidden />}
        value={formatNumber(totals.runs, 0)}
        hint={t("kpi.runsHint", { succeeded: totals.succeeded, failed: totals.failed })}
      />
      <Kpi
        label={t("kpi.success")}
        icon={<CircleCheck size={14} aria-hidden />}
        value={formatPercent(totals.successRate)}
        tone={rateTone}
        hint={t("kpi.successHint")}
      />
      <Kpi
        label={t("kpi.cost")}
        icon={<CircleDollarSign size={14} aria-hidden />}
        value={formatCost(totals.cost)}
        hint={
          totals.succeeded > 0
            ? t("kpi.costHint", { cost: formatCost(totals.cost / totals.succeeded) })
            : t("kpi.costNone")
        }
      />
      <Kpi
        label={t("kpi.time")}
        icon={<Clock size={14} aria-hidden />}
        value={formatSeconds(totals.meanSeconds)}
        hint={
          totals.secondsSaved > 0
            ? t("kpi.saved", { time: formatSeconds(totals.secondsSaved) })
            : t("kpi.savedNone")
        }
      />
    </section>
  );
}

function Attention({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation("home");
  const approvals = useApprovals("waiting");
  const failed = runs.filter((r) => r.status === "failed").slice(0, 4);
  const waiting = approvals.data?.items.slice(0, 5) ?? [];
  const none = waiting.length === 0 && failed.length === 0;
  return (
    <Card>
      <CardHeader title={t("attention.title")} />
      <QueryView query={approvals} className="m-5 mt-0">
        {() =>
          none ? (
            <div className="flex items-center gap-2.5 px-5 pb-6 text-ui text-muted">
              <CircleCheck size={18} className="text-ok" aria-hidden />
              {t("attention.none")}
            </div>
          ) : (
            <ul className="pb-2">
              {waiting.map((a) => (
                <li key={a.id}>
                  <Link to="/inbox/$id" params={{ id: a.id }} className={rowClass}>
                    <Row
                      icon={<Inbox size={17} className="text-warn" aria-hidden />}
                      title={a.title}
                      text={a.workflow_name}
                      when={a.created_at}
                    />
                  </Link>
                </li>
              ))}
              {failed.map((r) => (
                <li key={r.id}>
                  <Link to="/runs/$id" params={{ id: r.id }} className={rowClass}>
                    <Row
                      icon={<CircleX size={17} className="text-err" aria-hidden />}
                      title={t("attention.failed", { name: r.workflow_name })}
                      text={r.error?.detail || r.error?.title || ""}
                      when={r.ended_at ?? r.created_at}
                    />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

const rowClass =
  "flex min-h-12 items-center gap-3 px-5 py-2 hover:bg-surface-2 focus-visible:outline-offset-[-2px]";

function Row({ icon, title, text, when }: { icon: ReactNode; title: string; text: string; when: string }) {
  return (
    <>
      {icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ui font-medium">{title}</span>
        <span className="block truncate text-caption text-muted">{text}</span>
      </span>
      <span className="shrink-0 text-caption text-muted tabular">{formatAgo(when)}</span>
    </>
  );
}
