/** What a setting comes to with the last data, under its field while somebody works on it. */
import { CircleAlert, Eye } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type EvaluateInput, type Evaluation, useEvaluation } from "@/api/testing";
import { cx } from "@/lib/cx";
import { problemLine } from "@/lib/problem";
import { nameOf } from "../../commands/actions";
import { pinnedIn } from "../../model/known";
import { referencesInText } from "../../model/references";
import { useBuilder } from "../../stores/context";
import { useShownRun } from "../../stores/run-store";

const PAUSE = 350;

export interface Preview {
  /** The text that the answer is about. */
  text: string;
  answer: Evaluation | undefined;
  error: unknown;
  stale: boolean;
}

/** `null`: there is nothing to work out. */
export function usePreview(
  text: string,
  bare: boolean,
  stepId: string | null,
  wanted: boolean,
): Preview | null {
  const settled = useSettled(text);
  const workflowId = useBuilder((s) => s.workflowId);
  const graph = useBuilder((s) => s.document.graph);
  const runId = useShownRun();
  const body = useMemo((): EvaluateInput => {
    const named = referencesInText(settled, bare).filter((each) => each.root === "steps");
    const steps = pinnedIn(
      graph,
      named.map((each) => each.name),
    );
    return {
      ...(bare ? { expression: settled } : { template: settled }),
      step: stepId,
      run_id: runId,
      data: Object.keys(steps).length > 0 ? { steps } : null,
    };
  }, [settled, bare, graph, stepId, runId]);
  const asked = useEvaluation(workflowId, body, wanted && settled.trim() !== "");
  if (!wanted || text.trim() === "") return null;
  return {
    text: settled,
    answer: asked.data,
    error: asked.error,
    stale: asked.isFetching || settled !== text,
  };
}

/** The value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export function ExpressionPreview({ id, preview }: { id: string; preview: Preview }) {
  const { text, answer, error, stale } = preview;
  const { t } = useTranslation("testing");
  const { t: tu } = useTranslation("ui");
  const className = cx("rounded-control bg-surface-2 px-2.5 py-1.5 text-caption", stale && "opacity-60");
  if (error)
    return (
      <p id={id} className={className}>
        {problemLine(error, tu).title}
      </p>
    );
  if (!answer) return null;
  return (
    <div id={id} role="status" aria-label={t("preview.label")} className={className}>
      {answer.status === "value" && <Value answer={answer} />}
      {answer.status === "error" && <Wrong text={text} answer={answer} />}
      {answer.status === "no_data" && <NoData missing={answer.missing} />}
    </div>
  );
}

function Value({ answer }: { answer: Evaluation }) {
  const { t } = useTranslation("testing");
  const { value } = answer;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <div className="flex items-start gap-2">
      <Eye size={14} className="mt-0.5 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="max-h-40 overflow-y-auto whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">
          {value === "" ? <span className="text-muted">{t("preview.emptyText")}</span> : text}
        </p>
        {answer.cut && <p className="text-muted">{t("preview.cut")}</p>}
      </div>
    </div>
  );
}

const AROUND = 24;

/** The words, and the place in the text where it goes wrong. */
function Wrong({ text, answer }: { text: string; answer: Evaluation }) {
  const at = answer.position;
  return (
    <div className="flex items-start gap-2">
      <CircleAlert size={14} className="mt-0.5 shrink-0 text-err" aria-hidden />
      <div className="min-w-0 flex-1">
        <p>{answer.message}</p>
        {at !== null && text.length > 0 && (
          <p className="truncate font-mono text-muted">
            {at > AROUND && "…"}
            {text.slice(Math.max(0, at - AROUND), at)}
            <mark className="bg-err-soft text-err">{text.slice(at, at + 1) || "▏"}</mark>
            {text.slice(at + 1, at + AROUND)}
          </p>
        )}
      </div>
    </div>
  );
}

function NoData({ missing }: { missing: readonly string[] }) {
  const { t } = useTranslation("testing");
  const names = useBuilder((s) => missing.map((each) => nameOf(s, each)).join(", "));
  const only = missing[0] === "input" && missing.length === 1;
  return <p className="text-muted">{only ? t("preview.noInput") : t("preview.noData", { names })}</p>;
}
