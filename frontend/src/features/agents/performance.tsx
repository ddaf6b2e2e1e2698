/** How an agent did in the last 30 days: its goals, its days, and what people think. */
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, CircleX, Target, ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFeedback, usePerformance } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { useMay } from "@/api/session";
import type { Agent, AgentPerformance } from "@/api/types";
import { formatAgo, formatCost, formatDate, formatNumber, formatSeconds } from "@/lib/format";
import { linePath } from "@/parts/chart/charts";
import { Panel } from "@/parts/chart/panel";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { goalValue, useGoalWords } from "./goal-words";

type Progress = AgentPerformance["goals"][number];

export function AgentPerformanceTab({ agent }: { agent: Agent }) {
  const performance = usePerformance(agent.id);
  return (
    <QueryView query={performance}>
      {(data) => (
        <div className="flex flex-col gap-4">
          {data.goals.length === 0 ? <NoGoals agent={agent} /> : <Goals goals={data.goals} />}
          <Days days={data.days} />
          <Opinions agent={agent} />
        </div>
      )}
    </QueryView>
  );
}

function NoGoals({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const mayWrite = useMay("agent.write");
  return (
    <Card>
      <Empty
        icon={Target}
        title={t("noGoals")}
        action={
          mayWrite && (
            <Button asChild>
              <Link to="/agents/$id/edit" params={{ id: agent.id }}>
                {t("setGoals")}
              </Link>
            </Button>
          )
        }
      >
        {t("noGoalsText")}
      </Empty>
    </Card>
  );
}

function Goals({ goals }: { goals: readonly Progress[] }) {
  const { t } = useTranslation("agents");
  return (
    <ul aria-label={t("field.goals")} className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {goals.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: goals have no other name than their place
        <li key={at}>
          <GoalCard progress={each} />
        </li>
      ))}
    </ul>
  );
}

const looks: Record<Progress["state"], { tone: Tone; icon: typeof CircleCheck; text: string }> = {
  met: { tone: "ok", icon: CircleCheck, text: "text-ok" },
  missed: { tone: "err", icon: CircleX, text: "text-err" },
  unknown: { tone: "neutral", icon: CircleDashed, text: "text-muted" },
};

function GoalCard({ progress }: { progress: Progress }) {
  const { t } = useTranslation("agents");
  const says = useGoalWords();
  const { goal, actual, state, basis } = progress;
  const { tone, icon: Icon, text } = looks[state];
  return (
    <Card className="flex h-full flex-col p-4">
      <div className="flex items-start justify-between gap-2">
        <h2 className="text-ui font-medium text-pretty">{says(goal)}</h2>
        <Badge tone={tone} icon={<Icon size={14} aria-hidden />} className="shrink-0">
          {t(`goal.state.${state}`)}
        </Badge>
      </div>
      <p className={`mt-2 text-kpi font-semibold tracking-tight tabular ${text}`}>
        {goalValue(goal.kind, actual)}
      </p>
      <p className="text-caption text-muted">
        {basis === 0
          ? t("goal.nothing")
          : t(goal.kind === "liked" ? "goal.restsOpinions" : "goal.rests", { count: basis })}
      </p>
      <Course progress={progress} />
    </Card>
  );
}

/** The goal day by day, with its target as a line across. */
function Course({ progress }: { progress: Progress }) {
  const { t } = useTranslation("agents");
  const { goal, series } = progress;
  const known = series.filter((each) => each !== null);
  const highest = Math.max(goal.target, ...known) * 1.1;
  const target = 100 - (goal.target / highest) * 100;
  return (
    <svg
      role="img"
      aria-label={t("goal.series")}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="mt-3 h-16 w-full overflow-visible"
    >
      <title>{t("goal.series")}</title>
      <line
        x1="0"
        x2="100"
        y1={target}
        y2={target}
        vectorEffect="non-scaling-stroke"
        strokeDasharray="4 3"
        className="stroke-line-strong"
      />
      <path
        d={linePath(series, highest)}
        fill="none"
        vectorEffect="non-scaling-stroke"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-accent"
      />
    </svg>
  );
}

function Days({ days }: { days: AgentPerformance["days"] }) {
  const { t } = useTranslation("agents");
  const sum = (name: "runs" | "succeeded") => days.reduce((all, day) => all + day[name], 0);
  const highest = Math.max(1, ...days.map((day) => day.runs));
  const runs = sum("runs");
  const summary = runs
    ? t("days.summary", { count: runs, succeeded: formatNumber(sum("succeeded"), 0) })
    : t("days.none");
  return (
    <Panel
      question={t("days.question")}
      summary={summary}
      chart={
        <div aria-hidden className="flex h-28 items-end gap-0.5 border-b border-line">
          {days.map((day) => (
            <div key={day.day} className="flex h-full min-w-0 flex-1 flex-col justify-end" title={day.day}>
              <div
                className="rounded-t-xs bg-err"
                style={{ height: `${((day.runs - day.succeeded) / highest) * 100}%` }}
              />
              <div className="bg-accent" style={{ height: `${(day.succeeded / highest) * 100}%` }} />
            </div>
          ))}
        </div>
      }
      table={<DayTable days={days} />}
    />
  );
}

function DayTable({ days }: { days: AgentPerformance["days"] }) {
  const { t } = useTranslation("agents");
  const columns = [
    "runs",
    "succeeded",
    "failed",
    "cost",
    "approvals",
    "waited",
    "liked",
    "disliked",
  ] as const;
  const cell = "px-3 py-1.5 text-right tabular";
  return (
    <table className="w-full text-ui">
      <thead className="text-caption text-muted">
        <tr>
          <th className="px-5 py-1.5 text-left font-medium">{t("days.day")}</th>
          {columns.map((each) => (
            <th key={each} className={`${cell} font-medium`}>
              {t(`days.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => (
          <tr key={day.day} className="border-t border-line">
            <th className="px-5 py-1.5 text-left font-normal whitespace-nowrap">
              {formatDate(`${day.day}T12:00:00Z`)}
            </th>
            {columns.map((each) => (
              <td key={each} className={cell}>
                {shown(day, each)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Day = AgentPerformance["days"][number];
function shown(day: Day, column: Exclude<keyof Day, "day"> | "waited"): string {
  if (column === "cost") return formatCost(day.cost);
  if (column === "waited") return day.approvals ? formatSeconds(day.approval_seconds / day.approvals) : "–";
  return formatNumber(day[column], 0);
}

function Opinions({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const feedback = useFeedback(agent.id);
  const nameOf = useMemberNames();
  return (
    <Card>
      <CardHeader title={t("opinions.title")} />
      <QueryView query={feedback}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="px-5 pb-5 text-ui text-muted">{t("opinions.none")}</p>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {page.items.map((each) => (
                <li
                  key={`${each.run_id}${each.user_id}`}
                  className="flex items-center gap-3 px-5 py-2.5 text-ui"
                >
                  <Badge
                    tone={each.liked ? "ok" : "err"}
                    icon={
                      each.liked ? <ThumbsUp size={14} aria-hidden /> : <ThumbsDown size={14} aria-hidden />
                    }
                  >
                    {t(each.liked ? "opinions.good" : "opinions.bad")}
                  </Badge>
                  <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{each.reason || "–"}</span>
                  <span className="text-muted max-sm:hidden">
                    {nameOf(each.user_id)} · {formatAgo(each.created_at)}
                  </span>
                  <Link
                    to="/runs/$id"
                    params={{ id: each.run_id }}
                    className="shrink-0 text-accent hover:underline"
                  >
                    {t("opinions.run")}
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
