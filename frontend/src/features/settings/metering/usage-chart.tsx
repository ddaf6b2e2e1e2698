/** The cost of AI over the days, as columns and as a table. */
import { useTranslation } from "react-i18next";
import { type UsageGroup, type UsageSummary, useMoney } from "@/api/metering";
import { formatNumber } from "@/lib/format";
import { ticks } from "@/parts/chart/charts";
import { Panel } from "@/parts/chart/panel";
import { Plot, TimeAxis } from "@/parts/chart/plot";
import { useWhen } from "@/parts/chart/when";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";

export interface Day {
  start: string;
  cost: number;
  answers: number;
}

/** Every day of the span in order, those without answers too. */
export function everyDay(view: Pick<UsageSummary, "first_day" | "last_day" | "items">): Day[] {
  const known = new Map(view.items.map((item: UsageGroup) => [item.group.day, item]));
  const days: Day[] = [];
  for (let at = Date.parse(view.first_day); at <= Date.parse(view.last_day); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    const item = known.get(day);
    days.push({ start: `${day}T12:00:00`, cost: item?.cost ?? 0, answers: item?.answers ?? 0 });
  }
  return days;
}

export function DaysPanel({ view }: { view: UsageSummary }) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const when = useWhen("day");
  const days = everyDay(view);
  const isPaid = view.total.cost > 0;
  const heightOf = (day: Day) => (isPaid ? day.cost : day.answers);
  const scale = ticks(Math.max(...days.map(heightOf)), !isPaid);
  const highest = scale.at(-1) ?? 1;
  return (
    <Panel
      question={isPaid ? t("chart.cost") : t("chart.answers")}
      summary={t("chart.summary", {
        count: view.total.answers,
        cost: money(view.total.cost),
        tokens: formatNumber(view.total.input_tokens + view.total.output_tokens, 0),
      })}
      chart={
        <Plot
          className="h-52"
          places={scale.map((n) => (isPaid ? money(n) : formatNumber(n, 0)))}
          axis={<TimeAxis series={days} by="day" />}
        >
          <div aria-hidden className="relative flex h-full">
            {days.map((day) => (
              <div
                key={day.start}
                title={`${when.long(day.start)}: ${money(day.cost)}`}
                className="relative flex h-full min-w-0 flex-1 items-end justify-center rounded-sm hover:bg-surface-2"
              >
                <span
                  className="w-3/4 max-w-10 rounded-t-sm bg-accent print:[print-color-adjust:exact]"
                  style={{ height: `${(heightOf(day) / highest) * 100}%`, minHeight: day.answers ? 2 : 0 }}
                />
              </div>
            ))}
          </div>
        </Plot>
      }
      table={
        <Table label={t("chart.cost")}>
          <Thead>
            <Th>{t("by.day")}</Th>
            <Th numeric>{t("usage.answers")}</Th>
            <Th numeric>{t("usage.cost")}</Th>
          </Thead>
          <tbody>
            {days.map((day) => (
              <Tr key={day.start}>
                <Td>{when.long(day.start)}</Td>
                <Td numeric>{formatNumber(day.answers, 0)}</Td>
                <Td numeric>{money(day.cost)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}
