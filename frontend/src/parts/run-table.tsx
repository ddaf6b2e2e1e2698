/** Runs as rows, the same everywhere: status, workflow, started, time, cost. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import type { Run } from "@/api/types";
import { formatAgo, formatCost, formatDateTime, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { Status } from "@/ui/badge";
import { rowLinkClass, Table, Td, Th, Thead, Tr } from "@/ui/table";

export function RunTable({
  runs,
  label,
  hideWorkflow,
}: {
  runs: readonly Run[];
  label: string;
  hideWorkflow?: boolean;
}) {
  const { t } = useTranslation("parts");
  const nameOf = useMemberNames();
  const now = useNow(runs.some((r) => r.status === "running") ? 1000 : 30_000);
  return (
    <Table label={label}>
      <Thead>
        <Th>{t("run.status")}</Th>
        <Th>{hideWorkflow ? t("run.run") : t("run.workflow")}</Th>
        <Th className="max-md:hidden">{t("run.startedBy")}</Th>
        <Th numeric className="max-sm:hidden">
          {t("run.time")}
        </Th>
        <Th numeric className="max-sm:hidden">
          {t("run.cost")}
        </Th>
        <Th numeric className="max-sm:hidden">
          {t("run.when")}
        </Th>
      </Thead>
      <tbody>
        {runs.map((run) => (
          <Tr key={run.id}>
            <Td className="w-px sm:w-36">
              <Status status={run.status} />
            </Td>
            <Td className="w-1/2 max-w-0 min-w-40">
              <Link to="/runs/$id" params={{ id: run.id }} className={`${rowLinkClass} block truncate`}>
                {runTitle(run)}
              </Link>
              <span className="block truncate text-caption text-muted">
                <span className="sm:hidden">{formatAgo(run.created_at, now)} · </span>
                {runLine(run, t)}
              </span>
            </Td>
            <Td className="max-w-48 truncate text-muted max-md:hidden">
              {nameOf(run.started_by) ?? t(`trigger.${run.trigger}`, { defaultValue: run.trigger })}
            </Td>
            <Td numeric className="max-sm:hidden">
              {formatSeconds(secondsBetween(run.started_at, run.ended_at, now))}
            </Td>
            <Td numeric className="max-sm:hidden">
              {formatCost(run.cost)}
            </Td>
            <Td numeric className="text-muted max-sm:hidden">
              <time dateTime={run.created_at} title={formatDateTime(run.created_at)}>
                {formatAgo(run.created_at, now)}
              </time>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function runTitle(run: Run): string {
  return run.workflow_name || run.workflow_id;
}

type Translate = (key: string, values: Record<string, unknown>) => string;

/** The most telling line under the name: what it waits for, why it failed, or which version ran. */
export function runLine(run: Run, t: Translate): string {
  if (run.status === "waiting" && run.waiting_for)
    return t("run.waitingFor", { title: run.waiting_for.title });
  if (run.status === "failed" && run.error) return run.error.detail || run.error.title || "";
  if (run.version === 0) return t("run.draftAndId", { id: shortId(run.id) });
  return t("run.versionAndId", { version: run.version, id: shortId(run.id) });
}

export function shortId(id: string): string {
  return id.length > 14 ? `…${id.slice(-6)}` : id;
}
