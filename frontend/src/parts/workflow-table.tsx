/** Workflows as rows: name, status, agent, changed, and starting the live version. */
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAgentNames } from "@/api/agents";
import { useMay } from "@/api/session";
import type { Workflow } from "@/api/types";
import { formatAgo, formatDateTime } from "@/lib/format";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { rowLinkClass, Table, Td, Th, Thead, Tr } from "@/ui/table";

export function WorkflowTable({
  workflows,
  label,
  hideAgent,
  menu,
}: {
  workflows: readonly Workflow[];
  label: string;
  hideAgent?: boolean;
  /** More to do with one of them. */
  menu?: (workflow: Workflow) => ReactNode;
}) {
  const { t } = useTranslation("parts");
  const agentName = useAgentNames();
  const mayStart = useMay("run.start");
  return (
    <Table label={label}>
      <Thead>
        <Th>{t("workflow.name")}</Th>
        <Th>{t("workflow.status")}</Th>
        {!hideAgent && <Th className="max-md:hidden">{t("workflow.agent")}</Th>}
        <Th numeric className="max-sm:hidden">
          {t("workflow.changed")}
        </Th>
        <Th>
          <span className="sr-only">{t("workflow.actions")}</span>
        </Th>
      </Thead>
      <tbody>
        {workflows.map((w) => (
          <Tr key={w.id}>
            <Td className="w-1/2 max-w-0 min-w-40 py-2">
              <Link to="/workflows/$id" params={{ id: w.id }} className={`${rowLinkClass} block truncate`}>
                {w.name}
              </Link>
              {w.description && (
                <span className="block truncate text-caption text-muted">{w.description}</span>
              )}
            </Td>
            <Td className="w-40">
              <WorkflowStatus workflow={w} />
            </Td>
            {!hideAgent && (
              <Td className="max-w-52 truncate text-muted max-md:hidden">{agentName(w.agent_id) ?? "–"}</Td>
            )}
            <Td numeric className="text-muted max-sm:hidden">
              <time dateTime={w.updated_at} title={formatDateTime(w.updated_at)}>
                {formatAgo(w.updated_at)}
              </time>
            </Td>
            <Td numeric className="w-px">
              <span className="inline-flex items-center gap-1">
                {mayStart && w.live_version !== null && (
                  <Button size="sm" asChild className="relative z-10">
                    <Link
                      to="/workflows/$id/start"
                      params={{ id: w.id }}
                      aria-label={t("workflow.startNamed", { name: w.name })}
                    >
                      <Play size={14} aria-hidden />
                      <span className="max-sm:sr-only">{t("workflow.start")}</span>
                    </Link>
                  </Button>
                )}
                {menu?.(w)}
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

export function WorkflowStatus({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation("parts");
  if (workflow.live_version === null) return <Status status="draft" />;
  return (
    <span className="inline-flex items-center gap-1.5">
      <Status status="live" suffix={` v${workflow.live_version}`} />
      {workflow.status === "draft" && <Badge>{t("workflow.changes")}</Badge>}
    </span>
  );
}
