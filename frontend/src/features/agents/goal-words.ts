/** Goals in words: what one says, and what stands where. */
import { useTranslation } from "react-i18next";
import type { AgentGoal } from "@/api/types";
import { formatCost, formatNumber, formatPercent, formatSeconds, formatSpan } from "@/lib/format";

export const goalKinds = [
  "success_rate",
  "within",
  "cost_per_run",
  "succeeded",
  "time_saved",
  "liked",
] as const;
export type GoalKind = (typeof goalKinds)[number];

/** Kinds whose target is a share: people write it in percent. */
export const isShare = (kind: GoalKind): boolean =>
  kind === "success_rate" || kind === "within" || kind === "liked";

export function goalValue(kind: GoalKind, value: number | null): string {
  if (value === null) return "–";
  if (isShare(kind)) return formatPercent(value);
  if (kind === "cost_per_run") return formatCost(value);
  return kind === "time_saved" ? formatSeconds(value * 3600) : formatNumber(value, 0);
}

export function useGoalWords(): (goal: AgentGoal) => string {
  const { t } = useTranslation("agents");
  return (goal) =>
    t(`goal.says.${goal.kind}`, {
      target: goal.kind === "time_saved" ? formatSpan(goal.target * 3600) : goalValue(goal.kind, goal.target),
      time: formatSpan(goal.seconds ?? 0),
    });
}
