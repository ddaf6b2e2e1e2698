/** What can be done with the chosen runs: cancel, try again, compare two. One request for each, and each says what came of it. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleStop, Columns2, RotateCcw, X } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cancelOne, type Outcome, type Result, refreshRows, retryOne } from "@/api/run-list";
import { useMay } from "@/api/session";
import type { Run, RunFilter } from "@/api/types";
import { eachOf } from "@/lib/each-of";
import { formatDateTime } from "@/lib/format";
import { ApiProblem } from "@/lib/problem";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";

type Action = "cancel" | "retry";
const does = { cancel: cancelOne, retry: retryOne };

interface Props {
  runs: readonly Run[];
  filter: RunFilter;
  onClear: () => void;
}

export function BulkBar({ runs, filter, onClear }: Props) {
  const { t } = useTranslation("runs");
  const [asking, setAsking] = useState<Action | null>(null);
  const [working, setWorking] = useState<{ action: Action; runs: readonly Run[] } | null>(null);
  const mayCancel = useMay("run.cancel");
  const mayStart = useMay("run.start");
  const [a, b] = runs;
  const comparable = runs.length === 2 && a && b && a.workflow_id === b.workflow_id;
  return (
    <section
      aria-label={t("bulk.label")}
      className="sticky bottom-3 z-20 mx-auto mt-3 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-card border border-line bg-surface px-3 py-2 shadow-overlay"
    >
      <span className="px-1 text-ui font-medium tabular" aria-live="polite">
        {t("bulk.chosen", { count: runs.length })}
      </span>
      {comparable && (
        <Button size="sm" asChild>
          <Link
            to="/runs/compare"
            search={{ a: [a.id, b.id].sort()[0] ?? a.id, b: [a.id, b.id].sort()[1] ?? b.id }}
          >
            <Columns2 size={15} aria-hidden />
            {t("bulk.compare")}
          </Link>
        </Button>
      )}
      {mayStart && (
        <Button size="sm" icon={<RotateCcw size={15} aria-hidden />} onClick={() => setAsking("retry")}>
          {t("bulk.retry")}
        </Button>
      )}
      {mayCancel && (
        <Button
          size="sm"
          kind="danger"
          icon={<CircleStop size={15} aria-hidden />}
          onClick={() => setAsking("cancel")}
        >
          {t("bulk.cancel")}
        </Button>
      )}
      <IconButton size="sm" label={t("bulk.clear")} onClick={onClear}>
        <X size={16} aria-hidden />
      </IconButton>
      {asking && (
        <Confirm
          open
          onOpenChange={() => setAsking(null)}
          title={t(`bulk.ask.${asking}`, { count: runs.length })}
          description={t(`bulk.askText.${asking}`)}
          confirmLabel={t(`bulk.${asking}`)}
          danger={asking === "cancel"}
          onConfirm={() => {
            setWorking({ action: asking, runs });
            setAsking(null);
          }}
        />
      )}
      {working && (
        <Progress
          {...working}
          filter={filter}
          onClose={() => {
            setWorking(null);
            onClear();
          }}
        />
      )}
    </section>
  );
}

const AT_ONCE = 4;

interface ProgressProps {
  action: Action;
  runs: readonly Run[];
  filter: RunFilter;
  onClose: () => void;
}

function Progress({ action, runs, filter, onClose }: ProgressProps) {
  const { t } = useTranslation("runs");
  const cache = useQueryClient();
  const [results, setResults] = useState<readonly Result[]>([]);
  const [stopped, setStopped] = useState(false);
  const begun = useRef(false);
  const stop = useRef(new AbortController());
  const begin = (dialog: HTMLElement | null) => {
    if (!dialog || begun.current) return;
    begun.current = true;
    const one = (run: Run) =>
      does[action](run).catch((error: unknown): Result => ({ run, outcome: "failed", error }));
    void eachOf(runs, AT_ONCE, one, (result) => setResults((old) => [...old, result]), stop.current.signal)
      .then(() =>
        refreshRows(
          cache,
          filter,
          runs.map((run) => run.id),
        ),
      )
      .catch(() => undefined);
  };
  const over = stopped || results.length === runs.length;
  const counts = (["done", "over", "failed"] as const).map((outcome) => ({
    outcome,
    count: results.filter((result) => result.outcome === outcome).length,
  }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && over && onClose()}
      dismissable={over}
      title={t(`bulk.working.${action}`)}
      footer={
        over ? (
          <Button kind="primary" onClick={onClose}>
            {t("bulk.close")}
          </Button>
        ) : (
          <Button
            onClick={() => {
              stop.current.abort();
              setStopped(true);
            }}
          >
            {t("bulk.stop")}
          </Button>
        )
      }
    >
      <div ref={begin} className="flex flex-col gap-3">
        <progress
          aria-label={t(`bulk.working.${action}`)}
          max={runs.length}
          value={results.length}
          className="h-2 w-full overflow-hidden rounded-full accent-accent"
        />
        <p aria-live="polite" className="flex flex-wrap gap-2 text-ui">
          {t("bulk.progress", { done: results.length, count: runs.length })}
          {counts.map(
            ({ outcome, count }) =>
              count > 0 && (
                <Badge key={outcome} tone={tones[outcome]}>
                  {t(`bulk.outcome.${action}.${outcome}`, { count })}
                </Badge>
              ),
          )}
        </p>
        <ul className="divide-y divide-line rounded-menu border border-line">
          {results.map((result) => (
            <ResultLine key={result.run.id} action={action} result={result} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

const tones: Record<Outcome, "ok" | "neutral" | "err"> = { done: "ok", over: "neutral", failed: "err" };

function ResultLine({ action, result }: { action: Action; result: Result }) {
  const { t } = useTranslation("runs");
  const problem = result.error instanceof ApiProblem ? result.error : null;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-ui">
      <span className="min-w-0 flex-1 truncate">
        {result.run.workflow_name}{" "}
        <span className="text-caption text-muted">{formatDateTime(result.run.created_at)}</span>
      </span>
      {result.again && (
        <Link
          to="/runs/$id"
          params={{ id: result.again }}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          {t("bulk.open")}
        </Link>
      )}
      <Badge tone={tones[result.outcome]}>
        {t(`bulk.outcome.${action}.${result.outcome}`, { count: 1 })}
      </Badge>
      {problem && <p className="w-full text-caption text-err">{problem.detail ?? problem.title}</p>}
    </li>
  );
}
