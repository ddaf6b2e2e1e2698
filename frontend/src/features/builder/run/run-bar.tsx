/** The run that is shown on the canvas: its state, time and cost, a way to its page, and the way back to editing. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, RotateCcw, Square, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnded, useCancelRun, useRun, useRunFeed, useRunJournal, watchRunSteps } from "@/api/runs";
import { formatCost, formatSeconds, secondsBetween } from "@/lib/format";
import { momentAfter } from "@/parts/run-moment";
import { Status } from "@/ui/badge";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { useBuilder } from "../stores/context";
import { latestInside, latestTries, noRun, type RunStore } from "../stores/run-store";

interface RunBarProps {
  runId: string;
  runStore: RunStore;
  onClose: () => void;
  onAgain: () => void;
  onEnded: (status: string) => void;
}

export function RunBar({ runId, runStore, onClose, onAgain, onEnded }: RunBarProps) {
  const { t } = useTranslation("builder");
  const run = useRun(runId);
  const ended = isEnded(run.data);
  const cancel = useCancelRun();
  useRunFeed(runId, !ended);
  useStepsOnCanvas(runId, runStore);
  const contains = useBuilder((s) => s.document.graph.steps.some((each) => each.in !== undefined));
  const journal = useRunJournal(runId, !ended, contains).data;
  useEffect(() => {
    if (!journal) return;
    const { steps: now, ways } = momentAfter(journal, journal.length);
    runStore.setState((state) => {
      const before = state.runId === runId ? state : noRun;
      return { ...before, runId, inside: latestInside(before.inside, now), ways };
    });
  }, [journal, runId, runStore]);
  const status = run.data?.status;
  useEffect(() => {
    if (ended && status) onEnded(status);
  }, [ended, status, onEnded]);
  const now = useTicks(!ended);
  const seconds = run.data
    ? secondsBetween(run.data.started_at ?? run.data.created_at, run.data.ended_at, now)
    : null;

  return (
    <section
      aria-label={t("run.title")}
      className="absolute bottom-3 left-1/2 z-10 flex max-w-[calc(100%-1.5rem)] -translate-x-1/2 flex-wrap items-center gap-x-3 gap-y-1 rounded-card border border-line bg-surface py-2 pr-2 pl-3 shadow-overlay max-md:bottom-16"
    >
      <span role="status">
        <Status status={status ?? "queued"} />
      </span>
      <span className="text-muted text-ui tabular">{formatSeconds(seconds)}</span>
      <span className="text-muted text-ui tabular">{formatCost(run.data?.cost ?? 0)}</span>
      {run.data?.waiting_for && (
        <span className="max-w-64 truncate text-ui">
          {run.data.waiting_for.approval_id ? (
            <Link
              to="/inbox/$id"
              params={{ id: run.data.waiting_for.approval_id }}
              className="font-medium text-accent hover:underline"
            >
              {run.data.waiting_for.title}
            </Link>
          ) : (
            run.data.waiting_for.title
          )}
        </span>
      )}
      {run.data?.error && (
        <span className="max-w-80 truncate text-err text-ui">
          {run.data.error.detail || run.data.error.title}
        </span>
      )}
      <span className="flex items-center gap-1">
        {ended ? (
          <Button size="sm" kind="ghost" icon={<RotateCcw size={14} aria-hidden />} onClick={onAgain}>
            {t("run.again")}
          </Button>
        ) : (
          <Button
            size="sm"
            kind="ghost"
            icon={<Square size={13} aria-hidden />}
            busy={cancel.isPending}
            onClick={() => cancel.mutate(runId)}
          >
            {t("run.cancel")}
          </Button>
        )}
        <Link to="/runs/$id" params={{ id: runId }} className={buttonClass("ghost", "sm")}>
          <ExternalLink size={14} aria-hidden />
          {t("run.details")}
        </Link>
        <IconButton size="sm" label={t("run.close")} title={t("run.close")} onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </span>
    </section>
  );
}

/** What becomes of the steps goes to those that show it, past this bar: it comes many times a second. */
function useStepsOnCanvas(runId: string, runStore: RunStore): void {
  const cache = useQueryClient();
  useEffect(
    () =>
      watchRunSteps(cache, runId, (items) =>
        runStore.setState((state) => {
          const before = state.runId === runId ? state : noRun;
          return { ...before, runId, steps: latestTries(before.steps, items) };
        }),
      ),
    [cache, runId, runStore],
  );
}

/** The time, told often enough for a clock while the run goes on. */
function useTicks(on: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}
