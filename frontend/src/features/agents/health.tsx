/** How an agent does: a word on its card, and every reason on its page. */
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleDashed, CirclePause, Eye, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import type { Agent, AgentHealth } from "@/api/types";
import { formatAgo, formatCost, formatDate } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { Callout } from "@/ui/callout";
import { goalValue, useGoalWords } from "./goal-words";

const looks: Record<AgentHealth["state"], { tone: Tone; icon: LucideIcon }> = {
  well: { tone: "ok", icon: CircleCheck },
  watch: { tone: "warn", icon: Eye },
  unwell: { tone: "err", icon: TriangleAlert },
  resting: { tone: "neutral", icon: CirclePause },
  unknown: { tone: "neutral", icon: CircleDashed },
};

export function HealthBadge({ health }: { health: AgentHealth }) {
  const { t } = useTranslation("agents");
  const { tone, icon: Icon } = looks[health.state];
  return (
    <Badge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t(`health.state.${health.state}`)}
    </Badge>
  );
}

function useReasonWords(agent: Agent): (reason: AgentHealth["reasons"][number]) => string {
  const { t } = useTranslation("agents");
  const nameOf = useMemberNames();
  const says = useGoalWords();
  return ({ code, figures, goal }) => {
    if (code === "paused_person" && !agent.pause) return t("health.paused_unknown");
    const meant = goal === null ? undefined : agent.goals[goal];
    return t(`health.${code}`, {
      ...figures,
      spent: formatCost(figures.spent),
      limit: formatCost(figures.limit),
      until: formatDate(agent.pause?.until),
      name: nameOf(agent.pause?.by ?? ""),
      when: formatAgo(agent.pause?.at),
      goal: meant ? says(meant) : "",
      actual: meant ? goalValue(meant.kind, figures.actual ?? null) : "",
    });
  };
}

/** What keeps the agent from doing well, and the way to do something about it. */
export function HealthNote({ agent, mayWrite }: { agent: Agent; mayWrite: boolean }) {
  const { t } = useTranslation("agents");
  const words = useReasonWords(agent);
  const { state, reasons } = agent.health;
  if (state === "well" || state === "unknown" || agent.status === "draft" || agent.status === "retired")
    return null;
  const codes = reasons.map((each) => each.code);
  const failed = codes.includes("failing") || codes.includes("paused_failures");
  const spent = codes.includes("budget_close") || codes.includes("paused_budget");
  const link = "font-medium text-accent hover:underline";
  return (
    <Callout
      tone={state === "resting" ? "plain" : "warn"}
      title={t(`health.state.${state}`)}
      className="mb-5"
      actions={
        (failed || (spent && mayWrite)) && (
          <>
            {failed && (
              <Link to="/runs" search={{ agent: agent.id, status: "failed" }} className={link}>
                {t("health.seeFailed")}
              </Link>
            )}
            {spent && mayWrite && (
              <Link to="/agents/$id/edit" params={{ id: agent.id }} className={link}>
                {t("health.raise")}
              </Link>
            )}
          </>
        )
      }
    >
      <ul className="flex flex-col gap-1">
        {reasons.map((each) => (
          <li key={`${each.code}${each.goal}`}>{words(each)}</li>
        ))}
      </ul>
    </Callout>
  );
}
