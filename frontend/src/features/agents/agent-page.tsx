import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Pencil, Play, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAgent } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { useRecentRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import type { Agent } from "@/api/types";
import { useWorkflows } from "@/api/workflows";
import { formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { AgentAvatar } from "@/parts/agent-avatar";
import { NewWorkflowButton } from "@/parts/new-workflow";
import { QueryView } from "@/parts/query-view";
import { RunTable } from "@/parts/run-table";
import { ShareButton } from "@/parts/share-button";
import { WorkflowTable } from "@/parts/workflow-table";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, Kpi } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { AgentChat } from "./chat";
import { useGoalWords } from "./goal-words";
import { HealthBadge, HealthNote } from "./health";
import { AgentMemory } from "./memory";
import { AgentPerformanceTab } from "./performance";
import { wordsOf } from "./prompt";
import { StatusMenu } from "./status-menu";
import { toolLabel, useToolChoices } from "./tools";
import { AgentVersions } from "./versions";

export function AgentPage() {
  const { id } = useParams({ from: "/app/agents/$id" });
  const agent = useAgent(id);
  return (
    <Page>
      <QueryView query={agent} loading={<SkeletonCards />}>
        {(data) => <AgentView agent={data} />}
      </QueryView>
    </Page>
  );
}

function AgentView({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const { tab } = useSearch({ from: "/app/agents/$id" });
  const navigate = useNavigate();
  const mayWrite = useMay("agent.write");
  const workflows = useWorkflows(agent.id);
  const m = agent.metrics;
  return (
    <>
      <PageHeader
        documentTitle={agent.name}
        back={
          <Link to="/agents" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        icon={<AgentAvatar status={agent.status} size={48} />}
        title={agent.name}
        badge={
          <span className="flex flex-wrap gap-1.5">
            <Status status={agent.status} />
            <HealthBadge health={agent.health} />
          </span>
        }
        description={agent.role}
        actions={
          mayWrite && (
            <>
              <ShareButton resource={agent.id} name={agent.name} />
              <StatusMenu agent={agent} />
              <Button asChild>
                <Link to="/agents/$id/edit" params={{ id: agent.id }}>
                  <Pencil size={15} aria-hidden />
                  {t("edit")}
                </Link>
              </Button>
              <NewWorkflowButton agentId={agent.id} />
            </>
          )
        }
      />
      <HealthNote agent={agent} mayWrite={mayWrite} />
      <section aria-label={t("metric.label")} className="mb-6 grid grid-cols-2 gap-3 xl:grid-cols-4">
        <Kpi
          label={t("metric.runs")}
          value={formatNumber(m.runs, 0)}
          hint={t("metric.runsHint", { succeeded: m.succeeded, failed: m.failed, waiting: m.waiting })}
        />
        <Kpi
          label={t("metric.success")}
          value={formatPercent(m.success_rate)}
          hint={t("metric.successHint")}
        />
        <Kpi
          label={t("metric.cost")}
          value={formatCost(m.cost)}
          hint={
            agent.budget.monthly_usd === null
              ? t("metric.noBudget")
              : t("metric.budget", {
                  spent: formatCost(agent.spent_this_month),
                  amount: formatCost(agent.budget.monthly_usd),
                })
          }
        />
        <Kpi
          label={t("metric.meanTime")}
          value={formatSeconds(m.mean_seconds)}
          hint={t("metric.saved", { time: formatSeconds(m.seconds_saved) })}
        />
      </section>
      <Tabs
        label={agent.name}
        value={tab ?? "workflows"}
        onChange={(next) =>
          void navigate({ to: "/agents/$id", params: { id: agent.id }, search: { tab: next }, replace: true })
        }
        tabs={[
          {
            value: "workflows",
            label: t("tab.workflows"),
            count: workflows.data?.items.length,
            content: <AgentWorkflows agent={agent} />,
          },
          {
            value: "performance",
            label: t("tab.performance"),
            content: <AgentPerformanceTab agent={agent} />,
          },
          { value: "chat", label: t("tab.chat"), content: <AgentChat agent={agent} /> },
          { value: "runs", label: t("tab.runs"), content: <AgentRuns agent={agent} /> },
          { value: "memory", label: t("tab.memory"), content: <AgentMemory agent={agent} /> },
          { value: "about", label: t("tab.about"), content: <AgentAbout agent={agent} /> },
          { value: "versions", label: t("tab.versions"), content: <AgentVersions agent={agent} /> },
        ]}
      />
    </>
  );
}

function AgentWorkflows({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const workflows = useWorkflows(agent.id);
  return (
    <QueryView query={workflows}>
      {(page) => (
        <Card>
          {page.items.length === 0 ? (
            <Empty
              icon={Workflow}
              title={t("noWorkflows.title")}
              action={<NewWorkflowButton agentId={agent.id} />}
            >
              {t("noWorkflows.text")}
            </Empty>
          ) : (
            <WorkflowTable workflows={page.items} label={t("tab.workflows")} hideAgent />
          )}
        </Card>
      )}
    </QueryView>
  );
}

function AgentRuns({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const runs = useRecentRuns({ agent_id: agent.id }, 25);
  return (
    <QueryView query={runs}>
      {(page) => (
        <Card>
          {page.items.length === 0 ? (
            <Empty icon={Play} title={t("noRuns.title")}>
              {t("noRuns.text")}
            </Empty>
          ) : (
            <>
              <RunTable runs={page.items} label={t("tab.runs")} />
              <div className="border-t border-line px-5 py-2.5 text-right">
                <Link
                  to="/runs"
                  search={{ agent: agent.id }}
                  className="text-ui font-medium text-accent hover:underline"
                >
                  {t("allRuns")}
                </Link>
              </div>
            </>
          )}
        </Card>
      )}
    </QueryView>
  );
}

function AgentAbout({ agent }: { agent: Agent }) {
  const choices = useToolChoices(agent.id);
  const { t } = useTranslation("agents");
  const nameOf = useMemberNames();
  const says = useGoalWords();
  const { failure_rate: rate, of_last: last } = agent.limits;
  const rows = [
    { key: "owner", value: nameOf(agent.owner_id) },
    { key: "goal", value: agent.goal },
    { key: "instructions", value: agent.instructions },
    ...(agent.prompt ? [{ key: "prompt", value: wordsOf(agent.prompt) }] : []),
    { key: "model", value: agent.model.name ?? t("field.modelDefault") },
    {
      key: "budget",
      value: agent.budget.monthly_usd === null ? t("metric.noBudget") : formatCost(agent.budget.monthly_usd),
    },
    { key: "minutes", value: t("minutes", { count: agent.minutes_saved_per_run }) },
    { key: "memory", value: t(agent.memory ? "memory.yes" : "memory.no") },
    { key: "goals", value: agent.goals.map(says).join("\n") },
    {
      key: "limits",
      value: rate === null ? t("limits.never") : t("limits.failures", { share: formatPercent(rate), last }),
    },
  ];
  return (
    <Card className="p-5">
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-[10rem_minmax(0,1fr)]">
        {rows.map((row) => (
          <div key={row.key} className="contents">
            <dt className="text-ui text-muted">{t(`field.${row.key}`)}</dt>
            <dd className="text-body whitespace-pre-wrap max-sm:-mt-3">{row.value || "–"}</dd>
          </div>
        ))}
        <dt className="text-ui text-muted">{t("field.tools")}</dt>
        <dd className="flex flex-wrap gap-1.5 max-sm:-mt-3">
          {agent.tools.length === 0 && "–"}
          {agent.tools.map((tool) => (
            <Badge key={tool.name} tone={tool.approval === "never" ? "neutral" : "warn"}>
              {toolLabel(choices, tool.name)} · {t(`approval.${tool.approval}`)}
            </Badge>
          ))}
        </dd>
      </dl>
    </Card>
  );
}
