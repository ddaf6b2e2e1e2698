/** What holds a workflow's runs back, how many there are, and the switches for it: pause, limits, emptying the queue. */
import { Link } from "@tanstack/react-router";
import { ListX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  usePauses,
  usePauseWorkflow,
  usePurgeWorkflow,
  useResumeWorkflow,
  useWorkflowControl,
} from "@/api/controls";
import { useMay } from "@/api/session";
import type { WorkflowControl, WorkflowDetail } from "@/api/types";
import { formatNumber } from "@/lib/format";
import { PausedBy, PauseSwitch } from "@/parts/pausing";
import { QueryView } from "@/parts/query-view";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { LimitsForm } from "./limits-form";

export function RunningCard({ workflow }: { workflow: WorkflowDetail }) {
  const { t } = useTranslation("triggers");
  const control = useWorkflowControl(workflow.id);
  return (
    <Card>
      <QueryView
        query={control}
        loading={
          <>
            <CardHeader title={t("running.title")} />
            <SkeletonRows rows={3} />
          </>
        }
      >
        {(data) => <Running workflow={workflow} control={data} />}
      </QueryView>
    </Card>
  );
}

interface RunningProps {
  workflow: WorkflowDetail;
  control: WorkflowControl;
}

function Running({ workflow, control }: RunningProps) {
  const { t } = useTranslation("triggers");
  const mayPublish = useMay("workflow.publish");
  return (
    <>
      <CardHeader
        title={t("running.title")}
        actions={<Status status={control.paused ? "paused" : "active"} />}
      />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <HeldElsewhere workflow={workflow} />
        {control.paused ? (
          <Paused control={control} />
        ) : (
          <p className="text-muted text-ui">{t("running.text")}</p>
        )}
        <Counts workflowId={workflow.id} control={control} />
        <div className="flex flex-wrap gap-2">
          {mayPublish && <WorkflowSwitch workflow={workflow} paused={control.paused} />}
          <PurgeButton workflowId={workflow.id} queued={control.queued} />
        </div>
        <hr className="border-line" />
        <LimitsForm
          key={`${control.max_running} ${control.max_starts_per_minute}`}
          workflowId={workflow.id}
          control={control}
        />
      </div>
    </>
  );
}

/** Also a company or an agent that is paused keeps this workflow's runs from going on. */
function HeldElsewhere({ workflow }: { workflow: WorkflowDetail }) {
  const { t } = useTranslation("triggers");
  const pauses = usePauses();
  const holding = pauses.data?.items.filter(
    (p) =>
      p.scope === "company" ||
      p.scope === "everything" ||
      (p.scope === "agent" && p.target === workflow.agent_id),
  );
  return holding?.map((pause) => (
    <Callout key={pause.scope} tone="warn" title={t(`running.held.${pause.scope}`)}>
      {pause.reason}
    </Callout>
  ));
}

function Paused({ control }: { control: WorkflowControl }) {
  const { t } = useTranslation("triggers");
  return (
    <PausedBy
      title={t("running.pausedTitle")}
      reason={control.reason}
      by={control.paused_by}
      at={control.paused_at}
    >
      <p className="mt-0.5">{t("running.pausedText")}</p>
    </PausedBy>
  );
}

const shownCounts = ["queued", "running", "waiting"] as const;

function Counts({ workflowId, control }: { workflowId: string; control: WorkflowControl }) {
  const { t } = useTranslation("triggers");
  return (
    <ul className="grid grid-cols-3 divide-x divide-line rounded-menu border border-line">
      {shownCounts.map((status) => (
        <li key={status}>
          <Link
            to="/runs"
            search={{ workflow: workflowId, status }}
            className="flex flex-col items-center rounded-menu px-2 py-2.5 hover:bg-surface-2"
          >
            <span className="font-semibold text-section tabular">{formatNumber(control[status], 0)}</span>
            <span className="text-caption text-muted">{t(`running.${status}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function WorkflowSwitch({ workflow, paused }: { workflow: WorkflowDetail; paused: boolean }) {
  const { t } = useTranslation("triggers");
  const pause = usePauseWorkflow(workflow.id);
  const resume = useResumeWorkflow(workflow.id);
  return (
    <PauseSwitch
      paused={paused}
      pause={pause}
      resume={resume}
      words={{
        pause: t("running.pause"),
        title: t("running.pauseTitle", { name: workflow.name }),
        text: t("running.pauseText"),
        paused: t("running.paused"),
        resume: t("running.resume"),
        resumed: t("running.resumed"),
      }}
    />
  );
}

function PurgeButton({ workflowId, queued }: { workflowId: string; queued: number }) {
  const { t } = useTranslation("triggers");
  const mayCancel = useMay("run.cancel");
  const [asking, setAsking] = useState(false);
  const purge = usePurgeWorkflow(workflowId);
  const fail = useProblemToast();
  if (!mayCancel || (queued === 0 && !asking)) return null;
  return (
    <>
      <Button kind="danger" icon={<ListX size={16} aria-hidden />} onClick={() => setAsking(true)}>
        {t("purge.button")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("purge.title", { count: queued })}
        description={t("purge.text")}
        confirmLabel={t("purge.go")}
        danger
        busy={purge.isPending}
        onConfirm={() =>
          purge.mutate(undefined, {
            onSuccess: (asked) => toast.done(t("purge.done", { count: asked.cancelled })),
            onError: fail,
            onSettled: () => setAsking(false),
          })
        }
      />
    </>
  );
}
