/** The rounds of a loop, opened on demand and page by page; each opens to its steps, and loops among them again to their rounds. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnded, useRoundSteps, useRounds } from "@/api/runs";
import type { Round, Run, StepRun } from "@/api/types";
import { formatSeconds, secondsBetween } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { StatusIcon, useStatusWord } from "@/ui/badge";
import { Button } from "@/ui/button";
import { SkeletonRows } from "@/ui/skeleton";
import { IconTile, looksOfType } from "@/ui/step-icon";
import { isAgent, Line, loopWords, newestAttempts } from "./timeline";

interface RoundsProps {
  run: Run;
  loop: StepRun;
  selected: string;
  onSelect: (step: string) => void;
}

const wordsOf = (loop: StepRun) => (isAgent(loop.type) ? "turns" : "loop");

export function Rounds({ run, loop, selected, onSelect }: RoundsProps) {
  const { t } = useTranslation("runs");
  const [open, setOpen] = useState(() => selected.startsWith(`${loop.step}[`));
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <div className="ml-7 border-line border-l pl-3">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-8 items-center gap-1.5 rounded-control px-2 text-caption text-muted hover:text-text"
      >
        <Icon size={14} aria-hidden />
        {t(`${wordsOf(loop)}.${open ? "hide" : "show"}`, { name: loop.name || loop.step })}
      </button>
      {open && <RoundList run={run} loop={loop} selected={selected} onSelect={onSelect} />}
    </div>
  );
}

function RoundList({ run, loop, selected, onSelect }: RoundsProps) {
  const { t } = useTranslation("runs");
  const rounds = useRounds(run.id, loop.step, !isEnded(run));
  return (
    <QueryView query={rounds} loading={<SkeletonRows rows={3} />}>
      {({ pages }) => (
        <>
          <ol aria-label={t(`${wordsOf(loop)}.rounds`, { name: loop.name || loop.step })}>
            {pages
              .flatMap((page) => page.items)
              .map((round) => (
                <RoundRow
                  key={round.index}
                  run={run}
                  loop={loop}
                  round={round}
                  selected={selected}
                  onSelect={onSelect}
                />
              ))}
          </ol>
          {rounds.hasNextPage && (
            <Button
              size="sm"
              kind="ghost"
              busy={rounds.isFetchingNextPage}
              onClick={() => void rounds.fetchNextPage()}
            >
              {t("more")}
            </Button>
          )}
        </>
      )}
    </QueryView>
  );
}

function RoundRow({ run, loop, round, selected, onSelect }: RoundsProps & { round: Round }) {
  const { t } = useTranslation("runs");
  const word = useStatusWord();
  const key = `${loop.step}[${round.index}]`;
  const [open, setOpen] = useState(() => selected.startsWith(`${key}/`));
  const Icon = open ? ChevronDown : ChevronRight;
  const seconds = secondsBetween(round.started_at, round.ended_at);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full items-center gap-2 rounded-control px-2 text-left text-ui hover:bg-surface-2"
      >
        <Icon size={14} className="shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1 truncate">
          {t(`${wordsOf(loop)}.round`, { nth: round.index + 1 })}
          <span className="text-caption text-muted tabular">
            {` · ${word(round.status)}`}
            {round.ended_at && ` · ${formatSeconds(seconds)}`}
            {round.error && ` · ${round.error.detail ?? round.error.title ?? ""}`}
          </span>
        </span>
        <StatusIcon status={round.status} size={16} />
      </button>
      {open && <RoundSteps run={run} round={key} selected={selected} onSelect={onSelect} />}
    </li>
  );
}

function RoundSteps({ run, round, selected, onSelect }: Omit<RoundsProps, "loop"> & { round: string }) {
  const { t } = useTranslation("runs");
  const word = useStatusWord();
  const steps = useRoundSteps(run.id, round, !isEnded(run));
  return (
    <QueryView query={steps} loading={<SkeletonRows rows={2} />}>
      {(page) => (
        <ol className="ml-3 border-line border-l pl-2" aria-label={t("steps")}>
          {newestAttempts(page.items).map((step) => {
            const looks = looksOfType(step.type);
            return (
              <li key={step.step}>
                <Line active={selected === step.step} onClick={() => onSelect(step.step)}>
                  <IconTile icon={looks.icon} category={looks.category} size={24} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate text-ui">{step.name || step.step_id}</span>
                    <span className="block truncate text-caption text-muted tabular">
                      {loopWords(step, t) ?? word(step.status)}
                      {step.ended_at && ` · ${formatSeconds(secondsBetween(step.started_at, step.ended_at))}`}
                    </span>
                  </span>
                  <StatusIcon status={step.status} size={16} />
                </Line>
                {step.loop && <Rounds run={run} loop={step} selected={selected} onSelect={onSelect} />}
              </li>
            );
          })}
        </ol>
      )}
    </QueryView>
  );
}
