/** The steps in the order they ran; each line says status, name, time and cost. */

import type { TFunction } from "i18next";
import { Flag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isEnded } from "@/api/runs";
import type { Run, StepRun } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatCost, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { StatusIcon, useStatusWord } from "@/ui/badge";
import { IconTile, looksOfType } from "@/ui/step-icon";
import { Rounds } from "./rounds";

export interface TimelineProps {
  run: Run;
  steps: readonly StepRun[];
  selected: string;
  onSelect: (step: string) => void;
}

/** The newest attempt of each step, in order of first start. */
export function newestAttempts(steps: readonly StepRun[]): StepRun[] {
  const newest = new Map<string, StepRun>();
  for (const step of steps) {
    const known = newest.get(step.step);
    if (!known || step.attempt >= known.attempt) newest.set(step.step, step);
  }
  return [...newest.values()];
}

export function Timeline({ run, steps, selected, onSelect }: TimelineProps) {
  const { t } = useTranslation("runs");
  const word = useStatusWord();
  const now = useNow(isEnded(run) ? 60_000 : 1_000);
  const shown = newestAttempts(steps);
  return (
    <ol className="px-2 pb-3" aria-label={t("steps")}>
      {shown.length === 0 && <li className="px-3 py-6 text-ui text-muted">{t("noSteps")}</li>}
      {shown.map((step) => {
        const looks = looksOfType(step.type);
        return (
          <li key={step.step} className={connector}>
            <Line active={selected === step.step} onClick={() => onSelect(step.step)}>
              <IconTile icon={looks.icon} category={looks.category} size={32} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-ui font-medium">{step.name || step.step}</span>
                <span className="block truncate text-caption text-muted tabular">
                  {loopWords(step, t) ?? word(step.status)}
                  {step.status !== "skipped" &&
                    ` · ${formatSeconds(secondsBetween(step.started_at, step.ended_at, now))}`}
                  {step.cost > 0 && ` · ${formatCost(step.cost)}`}
                  {step.attempt > 1 && ` · ${t("attempt", { attempt: step.attempt })}`}
                </span>
              </span>
              <StatusIcon status={step.status} size={18} />
            </Line>
            {step.loop && <Rounds run={run} loop={step} selected={selected} onSelect={onSelect} />}
          </li>
        );
      })}
      <li className={connector}>
        <Line active={selected === "run"} onClick={() => onSelect("run")}>
          <IconTile icon={Flag} category="data" size={32} />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-ui font-medium">
              {isEnded(run) ? t("result") : t("wholeRun")}
            </span>
            <span className="block truncate text-caption text-muted">{word(run.status)}</span>
          </span>
          <StatusIcon status={run.status} size={18} />
        </Line>
      </li>
    </ol>
  );
}

/** "12 of 40 done, 1 failed"; null for what is no loop. */
export function loopWords({ loop, type }: StepRun, t: TFunction<"runs">): string | null {
  if (!loop) return null;
  if (isAgent(type)) return t("turns.done", { count: loop.done });
  const done = t("loop.done", { done: loop.done, count: loop.count });
  return loop.failed > 0 ? `${done}, ${t("loop.failed", { count: loop.failed })}` : done;
}

/** An agent at work is a loop whose rounds are its turns. */
export function isAgent(type: string): boolean {
  return type === "agent.run";
}

/** A short line from the icon above to this one. */
const connector =
  "relative before:absolute before:-top-2.5 before:left-7 before:z-10 before:h-5 before:w-px before:bg-line-strong first:before:hidden";

export function Line({
  active,
  onClick,
  children,
}: {
  active: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-current={active ? "step" : undefined}
      onClick={onClick}
      className={cx(
        "relative flex min-h-14 w-full items-center gap-3 rounded-menu px-3 py-2 text-left transition-colors",
        active ? "bg-soft" : "hover:bg-surface-2",
      )}
    >
      {children}
    </button>
  );
}
