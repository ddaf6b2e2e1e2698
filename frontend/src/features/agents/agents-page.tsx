import { Link } from "@tanstack/react-router";
import { Bot, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useMay } from "@/api/session";
import type { Agent } from "@/api/types";
import { formatCost, formatNumber, formatPercent, formatSeconds } from "@/lib/format";
import { AgentAvatar } from "@/parts/agent-avatar";
import { QueryView } from "@/parts/query-view";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";
import { HealthBadge } from "./health";

export function AgentsPage() {
  const { t } = useTranslation("agents");
  const agents = useAgents();
  const mayWrite = useMay("agent.write");
  const add = mayWrite && (
    <Button kind="primary" asChild>
      <Link to="/agents/new">
        <Plus size={16} aria-hidden />
        {t("new")}
      </Link>
    </Button>
  );
  return (
    <Page>
      <PageHeader documentTitle={t("title")} title={t("title")} description={t("text")} actions={add} />
      <QueryView query={agents} loading={<SkeletonCards count={6} className="[&>div]:h-52" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={Bot} title={t("empty.title")} action={add}>
                {t("empty.text")}
              </Empty>
            </Card>
          ) : (
            <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
              {page.items.map((agent) => (
                <li key={agent.id}>
                  <AgentCard agent={agent} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
}

function AgentCard({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const m = agent.metrics;
  const figures = [
    { key: "runs", value: formatNumber(m.runs, 0) },
    { key: "success", value: formatPercent(m.success_rate) },
    { key: "meanTime", value: formatSeconds(m.mean_seconds) },
    { key: "cost", value: formatCost(m.cost) },
  ];
  return (
    <Card className="relative flex h-full flex-col p-5 transition-colors hover:border-line-strong">
      <div className="flex items-start gap-3">
        <AgentAvatar status={agent.status} />
        <div className="min-w-0 flex-1">
          <Link
            to="/agents/$id"
            params={{ id: agent.id }}
            className="block truncate text-section font-semibold after:absolute after:inset-0 after:rounded-card after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {agent.name}
          </Link>
          <p className="truncate text-ui text-muted">{agent.role}</p>
        </div>
        {agent.status === "active" ? <HealthBadge health={agent.health} /> : <Status status={agent.status} />}
      </div>
      <p className="mt-3 mb-4 line-clamp-2 min-h-10 text-ui text-pretty text-muted">{agent.goal}</p>
      <dl className="mt-auto grid grid-cols-4 gap-2 border-t border-line pt-4">
        {figures.map((f) => (
          <div key={f.key} className="min-w-0">
            <dt className="truncate text-caption text-muted">{t(`metric.${f.key}`)}</dt>
            <dd className="truncate text-body font-semibold tabular">{f.value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
