/** Doing a run again: retry what failed, start again from a step; and where a run or an answer comes from. */
import { Link, useNavigate } from "@tanstack/react-router";
import { CornerUpLeft, GitFork, History, RotateCcw, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isEnded, useChildRuns, useForkRun, useRetryRun } from "@/api/runs";
import { useMay } from "@/api/session";
import type { Run, StepRun } from "@/api/types";
import { shortId } from "@/parts/run-table";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

function useOpenRun() {
  const { t } = useTranslation("runs");
  const navigate = useNavigate();
  return (run: { id: string }) => {
    toast.done(t("again.started"));
    void navigate({ to: "/runs/$id", params: { id: run.id } });
  };
}

export function RetryButton({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const retry = useRetryRun();
  const fail = useProblemToast();
  const open = useOpenRun();
  if (run.status === "succeeded") return null;
  return (
    <Button
      kind="primary"
      icon={<RotateCcw size={15} aria-hidden />}
      title={t("again.retryHelp")}
      busy={retry.isPending}
      onClick={() => retry.mutate(run.id, { onSuccess: open, onError: fail })}
    >
      {t("again.retry")}
    </Button>
  );
}

export function StartFromStep({ run, step }: { run: Run; step: StepRun }) {
  const { t } = useTranslation("runs");
  const fork = useForkRun();
  const fail = useProblemToast();
  const open = useOpenRun();
  const mayStart = useMay("run.start");
  if (!isEnded(run) || !mayStart || step.step.endsWith("~undo")) return null;
  return (
    <Button
      size="sm"
      icon={<GitFork size={14} aria-hidden />}
      title={t("again.fromHereHelp")}
      busy={fork.isPending}
      onClick={() => fork.mutate({ id: run.id, step: step.step }, { onSuccess: open, onError: fail })}
    >
      {t("again.fromHere")}
    </Button>
  );
}

const linkClass = "inline-flex items-center gap-1 text-accent hover:underline";

/** Under the name of a run: what it goes on from, and what it is a part of. */
export function Relatives({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  return (
    <>
      {run.origin_run_id && (
        <Link to="/runs/$id" params={{ id: run.origin_run_id }} className={linkClass}>
          <History size={14} aria-hidden />
          {t("again.goesOnFrom", { id: shortId(run.origin_run_id) })}
        </Link>
      )}
      {run.parent_run_id && (
        <Link
          to="/runs/$id"
          params={{ id: run.parent_run_id }}
          search={run.parent_step ? { step: run.parent_step } : {}}
          className={linkClass}
        >
          <CornerUpLeft size={14} aria-hidden />
          {t("again.partOf", { id: shortId(run.parent_run_id) })}
        </Link>
      )}
    </>
  );
}

/** Where a step's answer comes from, when it was not got here. */
export function TakenOver({ step }: { step: StepRun }) {
  const { t } = useTranslation("runs");
  if (!step.reused_from) return null;
  return (
    <Link to="/runs/$id" params={{ id: step.reused_from }} search={{ step: step.step }} className={linkClass}>
      <History size={14} aria-hidden />
      {t("again.takenOver", { id: shortId(step.reused_from) })}
    </Link>
  );
}

/** The run that a step started and waits for, or waited for. */
export function ChildRun({ runId, step }: { runId: string; step: StepRun }) {
  const { t } = useTranslation("runs");
  const children = useChildRuns(runId, step.type === "subworkflow");
  const child = children.data?.items.find((each) => each.parent_step === step.step);
  if (!child) return null;
  return (
    <Link to="/runs/$id" params={{ id: child.id }} className={linkClass}>
      <Workflow size={14} aria-hidden />
      {t("again.child", { name: child.workflow_name })}
      <Status status={child.status} />
    </Link>
  );
}
