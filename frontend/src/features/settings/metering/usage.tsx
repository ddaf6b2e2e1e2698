/** What AI cost: by day as a chart, by model, agent, workflow or person as a table, and what a run will likely cost. */
import { ChartNoAxesColumn, Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Dimension,
  downloadUsage,
  type Span,
  type UsageGroup,
  type UsageSummary,
  useForecast,
  useMoney,
  useUsage,
} from "@/api/metering";
import { useWorkflows } from "@/api/workflows";
import { formatNumber } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Field } from "@/ui/field";
import { useProblemToast } from "@/ui/problem-words";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { lastDays } from "./days";
import { useGroupNames } from "./names";
import { DaysPanel } from "./usage-chart";

const spans = ["7", "30", "90"] as const;
const dimensions = ["model", "agent", "workflow", "user"] as const;

export default function UsageSection() {
  const { t } = useTranslation("metering");
  const [days, setDays] = useState<string>("30");
  const [span, setSpan] = useState(() => lastDays(30));
  const byDay = useUsage("day", span);
  const choose = (value: string) => {
    setDays(value);
    setSpan(lastDays(Number(value)));
  };
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented
          label={t("usage.span")}
          value={days}
          onChange={choose}
          choices={spans.map((value) => ({ value, label: t("usage.days", { count: Number(value) }) }))}
        />
        <Export span={span} />
      </div>
      <QueryView query={byDay}>
        {(view) => (view.total.answers === 0 ? <Nothing /> : <Shown view={view} span={span} />)}
      </QueryView>
      <ForecastCard />
    </div>
  );
}

function Export({ span }: { span: Span }) {
  const { t } = useTranslation("metering");
  const [busy, setBusy] = useState(false);
  const fail = useProblemToast();
  const take = () => {
    setBusy(true);
    downloadUsage(span)
      .catch(fail)
      .finally(() => setBusy(false));
  };
  return (
    <Button icon={<Download size={16} aria-hidden />} busy={busy} onClick={take}>
      {t("usage.export")}
    </Button>
  );
}

function Nothing() {
  const { t } = useTranslation("metering");
  return (
    <Card>
      <Empty icon={ChartNoAxesColumn} title={t("usage.none")}>
        {t("usage.noneText")}
      </Empty>
    </Card>
  );
}

function Shown({ view, span }: { view: UsageSummary; span: Span }) {
  const { t } = useTranslation("metering");
  const { unpriced } = view.total;
  return (
    <>
      {unpriced > 0 && (
        <Callout tone="warn" title={t("usage.unpriced", { count: unpriced })}>
          {t("usage.unpricedText")}
        </Callout>
      )}
      <DaysPanel view={view} />
      <GroupsCard span={span} />
    </>
  );
}

function GroupsCard({ span }: { span: Span }) {
  const { t } = useTranslation("metering");
  const [by, setBy] = useState<Dimension>("model");
  const groups = useUsage(by, span);
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-3">
        <h2 className="text-section font-semibold">{t("usage.groups")}</h2>
        <Segmented
          size="sm"
          label={t("usage.by")}
          value={by}
          onChange={(value) => setBy(dimensions.find((each) => each === value) ?? "model")}
          choices={dimensions.map((value) => ({ value, label: t(`by.${value}`) }))}
        />
      </div>
      <QueryView query={groups}>{(view) => <GroupsTable by={by} items={view.items} />}</QueryView>
    </Card>
  );
}

function GroupsTable({ by, items }: { by: Dimension; items: readonly UsageGroup[] }) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const nameOf = useGroupNames(by);
  return (
    <Table label={t("usage.groups")}>
      <Thead>
        <Th>{t(`by.${by}`)}</Th>
        <Th numeric>{t("usage.answers")}</Th>
        <Th numeric>{t("usage.tokensIn")}</Th>
        <Th numeric>{t("usage.tokensOut")}</Th>
        <Th numeric>{t("usage.cost")}</Th>
      </Thead>
      <tbody>
        {items.map((item) => {
          const id = item.group[by] ?? "";
          return (
            <Tr key={id}>
              <Td>{nameOf(id)}</Td>
              <Td numeric>{formatNumber(item.answers, 0)}</Td>
              <Td numeric>{formatNumber(item.input_tokens, 0)}</Td>
              <Td numeric>{formatNumber(item.output_tokens, 0)}</Td>
              <Td numeric>
                {item.unpriced === item.answers ? (
                  <span className="text-muted">{t("usage.unknown")}</span>
                ) : (
                  money(item.cost)
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function ForecastCard() {
  const { t } = useTranslation("metering");
  const [workflow, setWorkflow] = useState<string>();
  const workflows = useWorkflows();
  const forecast = useForecast(workflow);
  const money = useMoney();
  const found = forecast.data;
  return (
    <Card>
      <CardHeader title={t("forecast.title")} description={t("forecast.text")} />
      <div className="flex flex-col gap-3 px-5 pb-5">
        <Field label={t("by.workflow")} className="max-w-sm">
          {(c) => (
            <Select
              {...c}
              value={workflow}
              onChange={setWorkflow}
              placeholder={t("forecast.choose")}
              choices={(workflows.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))}
            />
          )}
        </Field>
        <p role="status" className="text-ui text-pretty">
          {found?.basis === "runs" &&
            t("forecast.runs", {
              count: found.runs,
              likely: money(found.likely),
              low: money(found.low),
              high: money(found.high),
            })}
          {found?.basis === "runs" && !found.price_known && ` ${t("forecast.more")}`}
          {found?.basis === "none" && t("forecast.none")}
        </p>
      </div>
    </Card>
  );
}
