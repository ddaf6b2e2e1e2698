/** Where the input of a test may come from: samples kept with the workflow, and the runs there were. */
import { History, Trash2 } from "lucide-react";
import { Fragment, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { call, company } from "@/api/client";
import { useRecentRuns } from "@/api/runs";
import type { Run } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo, formatDateTime } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { StatusIcon } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { FILE_ID, KnownIds } from "@/ui/known-ids";
import { useProblemToast } from "@/ui/problem-words";
import { Loading, Skeleton } from "@/ui/skeleton";
import type { Json } from "../model/graph";
import { BETWEEN, samplesOf, summary, withoutSample } from "../model/samples";
import { useBuilder, useBuilderStore } from "../stores/context";

export interface Chosen {
  id: string;
  values: unknown;
}

interface InputSourcesProps {
  workflowId: string;
  chosen: string | null;
  onChoose: (chosen: Chosen) => void;
}

export function InputSources({ workflowId, chosen, onChoose }: InputSourcesProps) {
  const { t } = useTranslation("testing");
  const [open, setOpen] = useState(true);
  const samples = useBuilder((s) => s.document.graph.input);
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-card border border-line"
    >
      <summary className="flex min-h-10 cursor-pointer items-center gap-2 rounded-card px-3 font-medium text-ui">
        <History size={15} className="text-muted" aria-hidden />
        {t("sources.title")}
      </summary>
      <div className="max-h-64 overflow-y-auto border-line border-t p-1">
        <Samples samples={samplesOf(samples)} chosen={chosen} onChoose={onChoose} />
        <PastRuns workflowId={workflowId} chosen={chosen} onChoose={onChoose} />
      </div>
    </details>
  );
}

function Samples({
  samples,
  chosen,
  onChoose,
}: {
  samples: readonly { [name: string]: Json }[];
  chosen: string | null;
  onChoose: (chosen: Chosen) => void;
}) {
  const { t } = useTranslation("testing");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  if (samples.length === 0) return null;
  const remove = (sample: { [name: string]: Json }) => {
    const input = withoutSample(store.getState().document.graph.input, sample);
    store.getState().change({ label: "sample", values: {}, operations: [{ kind: "setInput", input }] });
  };
  return (
    <section aria-label={t("sources.samples")}>
      <h3 className="px-2 pt-1 pb-0.5 text-caption text-muted">{t("sources.samples")}</h3>
      <ul>
        {samples.map((sample) => {
          const id = `sample ${JSON.stringify(sample)}`;
          const text = summary(sample) || t("sources.empty");
          return (
            <li key={id} className="flex items-center gap-1">
              <Choice pressed={chosen === id} onClick={() => onChoose({ id, values: sample })}>
                <span className="min-w-0 flex-1 truncate">
                  <Summary text={text} />
                </span>
              </Choice>
              {!readOnly && (
                <IconButton
                  size="sm"
                  label={t("sources.removeSample", { sample: text })}
                  onClick={() => remove(sample)}
                >
                  <Trash2 size={14} aria-hidden />
                </IconButton>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function PastRuns({ workflowId, chosen, onChoose }: InputSourcesProps) {
  const { t } = useTranslation("testing");
  const runs = useRecentRuns({ workflow_id: workflowId }, 20);
  const fail = useProblemToast();
  const now = useNow(30_000);
  // A list leaves out what is large; the run itself has it.
  const choose = async (run: Run) => {
    try {
      const values = run.input ?? (await call<Run>("GET", `${company}/runs/${run.id}`)).input;
      onChoose({ id: run.id, values });
    } catch (error) {
      fail(error);
    }
  };
  if (runs.error) return <ErrorPanel error={runs.error} compact onRetry={() => void runs.refetch()} />;
  if (runs.isPending)
    return (
      <Loading className="flex flex-col gap-1 p-2">
        <Skeleton className="h-8" />
        <Skeleton className="h-8" />
      </Loading>
    );
  return (
    <section aria-label={t("sources.runs")}>
      <h3 className="px-2 pt-1 pb-0.5 text-caption text-muted">{t("sources.runs")}</h3>
      {runs.data.items.length === 0 && <p className="px-2 py-2 text-muted text-ui">{t("sources.noRuns")}</p>}
      <ul>
        {runs.data.items.map((run) => (
          <li key={run.id}>
            <Choice pressed={chosen === run.id} title={t("sources.use")} onClick={() => void choose(run)}>
              <StatusIcon status={run.status} />
              <span className="min-w-0 flex-1">
                <span className="block truncate">
                  <Summary text={summary(run.input) || t("sources.empty")} />
                </span>
                <time
                  dateTime={run.created_at}
                  title={formatDateTime(run.created_at)}
                  className="block text-caption text-muted"
                >
                  {formatAgo(run.created_at, now)}
                  {run.trigger === "test" && ` · ${t("sources.test")}`}
                </time>
              </span>
              {chosen !== run.id && (
                <span className="shrink-0 text-caption text-accent max-sm:hidden">{t("sources.use")}</span>
              )}
            </Choice>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Files by their names. */
function Summary({ text }: { text: string }) {
  return text.split(BETWEEN).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change places
    <Fragment key={at}>
      {at > 0 && BETWEEN}
      {FILE_ID.test(part) ? <FileName id={part} /> : part}
    </Fragment>
  ));
}

function FileName({ id }: { id: string }) {
  const { t } = useTranslation("ui");
  return useContext(KnownIds).useFileName(id) ?? t("file", { id: id.slice(-6) });
}

function Choice({
  pressed,
  title,
  onClick,
  children,
}: {
  pressed: boolean;
  title?: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      title={title}
      onClick={onClick}
      className={cx(
        "flex min-h-9 w-full min-w-0 items-center gap-2 rounded-control px-2 py-1 text-left text-ui",
        pressed ? "bg-soft text-accent" : "hover:bg-surface-2",
      )}
    >
      {children}
    </button>
  );
}
