/** The figures of each workflow and each agent, as a table: every number opens its runs. */
import { useTranslation } from "react-i18next";
import type { Figures, Insights } from "@/api/insights";
import { formatCost, formatPercent, formatSeconds } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { type RunSearch, runSearch } from "./links";
import { Count, type Shown } from "./time-charts";

type Group = Insights["workflows"][number];

export function GroupsTable({ question, view, by }: Shown & { by: "workflow" | "agent" }) {
  const { t } = useTranslation("insights");
  const groups = by === "workflow" ? view.workflows : view.agents;
  if (groups.length === 0) return null;
  const searchOf = (group: Group, more: RunSearch = {}) =>
    runSearch(question, view, { ...more, [by]: group.id });
  const most = [...groups].sort((a, b) => (b.figures.seconds_saved ?? 0) - (a.figures.seconds_saved ?? 0))[0];
  const saved = most?.figures.seconds_saved ?? 0;
  const deleted = t(by === "workflow" ? "deletedWorkflow" : "deletedAgent");
  return (
    <Card className="break-inside-avoid overflow-hidden">
      <CardHeader
        title={t(`groups.${by}Question`)}
        description={
          saved > 0
            ? t("groups.summary", { name: most?.name ?? deleted, time: formatSeconds(saved) })
            : t("groups.noneSaved")
        }
      />
      <Table label={t(`groups.${by}Question`)} className="pb-2">
        <Thead>
          <Th>{t(`groups.${by}`)}</Th>
          <Th numeric>{t("kpi.runs")}</Th>
          <Th numeric>{t("outcome.failed")}</Th>
          <Th numeric>{t("kpi.success")}</Th>
          <Th numeric>{t("kpi.p50")}</Th>
          <Th numeric>{t("kpi.p95")}</Th>
          <Th numeric>{t("kpi.cost")}</Th>
          <Th numeric>{t("kpi.costPerSuccess")}</Th>
          <Th numeric>{t("kpi.saved")}</Th>
          <Th numeric>{t("kpi.automation")}</Th>
        </Thead>
        <tbody>
          {groups.map((group) => (
            <Tr key={group.id}>
              <Td className="min-w-40 font-medium">{group.name ?? deleted}</Td>
              <Td numeric>
                <Count runs={group.figures.runs} search={searchOf(group)} />
              </Td>
              <Td numeric>
                <Count runs={group.figures.failed} search={searchOf(group, { status: "failed" })} />
              </Td>
              <Rest figures={group.figures} />
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Rest({ figures: f }: { figures: Figures }) {
  const shown = [
    formatPercent(f.success_rate),
    formatSeconds(f.p50_seconds),
    formatSeconds(f.p95_seconds),
    formatCost(f.cost),
    formatCost(f.cost_per_success),
    formatSeconds(f.seconds_saved),
    formatPercent(f.automation_rate),
  ];
  return shown.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
    <Td key={index} numeric>
      {text}
    </Td>
  ));
}
