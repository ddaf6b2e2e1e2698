/** One run, followed live: a timeline of steps on the left, the chosen step with its data on the right. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, CircleStop, Inbox, Play, WifiOff } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgentNames } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { isEnded, useCancelRun, useRoundSteps, useRun, useRunFeed, useRunSteps } from "@/api/runs";
import { useMay } from "@/api/session";
import type { FeedState } from "@/api/sse";
import type { Run, StepRun } from "@/api/types";
import { formatCost, formatDateTime, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { QueryView } from "@/parts/query-view";
import { shortId } from "@/parts/run-table";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Confirm } from "@/ui/dialog";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { useProblemToast } from "@/ui/problem-words";
import { Segmented } from "@/ui/segmented";
import { SkeletonCards, SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { Relatives, RetryButton } from "./again";
import { CompareMenu } from "./compare-menu";
import { HeldBack } from "./held-back";
import { ProblemCard } from "./problem-card";
import { RunData, StepDetail } from "./step-detail";
import { Timeline } from "./timeline";
import { needsWord, Uncertain } from "./uncertain";

export function RunPage() {
  const { id } = useParams({ from: "/app/runs/$id" });
  const run = useRun(id);
  const feed = useRunFeed(id, run.isSuccess && !isEnded(run.data));
  return (
    <Page>
      <QueryView query={run} loading={<SkeletonCards />}>
        {(data) => <RunView key={data.id} run={data} feed={feed} />}
      </QueryView>
    </Page>
  );
}

function RunView({ run, feed }: { run: Run; feed: FeedState }) {
  const { t } = useTranslation("runs");
  const live = !isEnded(run);
  return (
    <>
      <PageHeader
        documentTitle={`${run.workflow_name} ${shortId(run.id)}`}
        title={run.workflow_name}
        badge={<Status status={run.status} />}
        back={
          <Link to="/runs" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        description={
          <span className="inline-flex flex-wrap items-center gap-x-1.5">
            {t("runNumber")} <code className="font-mono text-caption">{run.id}</code>
            <CopyButton text={run.id} />
            <Relatives run={run} />
          </span>
        }
        actions={<RunActions run={run} />}
      />
      <div className="flex flex-col gap-4">
        {live && feed === "retrying" && (
          <Callout tone="warn" title={t("feed.retrying")}>
            <span className="inline-flex items-center gap-1.5">
              <WifiOff size={14} aria-hidden /> {t("feed.retryingText")}
            </span>
          </Callout>
        )}
        {run.status === "waiting" && run.waiting_for && <WaitingCallout waiting={run.waiting_for} />}
        <Uncertain run={run} />
        <HeldBack run={run} />
        <RunProblem run={run} />
        <Facts run={run} />
        <RunSteps run={run} />
      </div>
    </>
  );
}

/** Only when no step already tells it. */
function RunProblem({ run }: { run: Run }) {
  const steps = useRunSteps(run.id);
  const told = steps.data?.items.some((s) => s.error !== null) ?? true;
  return run.error && !told ? <ProblemCard problem={run.error} runId={run.id} /> : null;
}

function WaitingCallout({ waiting }: { waiting: NonNullable<Run["waiting_for"]> }) {
  const { t } = useTranslation("runs");
  if (needsWord.includes(waiting.kind)) return null;
  return (
    <Callout
      tone="warn"
      title={t("waiting.title", { title: waiting.title })}
      actions={
        waiting.approval_id && (
          <Button size="sm" kind="primary" asChild>
            <Link to="/inbox/$id" params={{ id: waiting.approval_id }}>
              <Inbox size={15} aria-hidden />
              {t("waiting.decide")}
            </Link>
          </Button>
        )
      }
    >
      {t("waiting.text")}
    </Callout>
  );
}

function RunActions({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const [asking, setAsking] = useState(false);
  const cancel = useCancelRun();
  const fail = useProblemToast();
  const mayCancel = useMay("run.cancel");
  const mayStart = useMay("run.start");
  // A conversation belongs to no workflow.
  if (isEnded(run) && run.trigger === "chat") return mayStart && <RetryButton run={run} />;
  if (isEnded(run)) {
    return (
      <>
        <Button asChild>
          <Link to="/workflows/$id" params={{ id: run.workflow_id }}>
            {t("openWorkflow")}
          </Link>
        </Button>
        <CompareMenu run={run} />
        {mayStart && <RetryButton run={run} />}
        {mayStart && (
          <Button asChild>
            <Link to="/workflows/$id/start" params={{ id: run.workflow_id }}>
              <Play size={15} aria-hidden />
              {t("startAnother")}
            </Link>
          </Button>
        )}
      </>
    );
  }
  if (!mayCancel) return <CompareMenu run={run} />;
  return (
    <>
      <CompareMenu run={run} />
      <Button kind="danger" icon={<CircleStop size={16} aria-hidden />} onClick={() => setAsking(true)}>
        {t("cancel.button")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("cancel.title")}
        description={t("cancel.text")}
        confirmLabel={t("cancel.button")}
        danger
        busy={cancel.isPending}
        onConfirm={() =>
          cancel.mutate(run.id, {
            onSuccess: () => toast.done(t("cancel.done")),
            onError: fail,
            onSettled: () => setAsking(false),
          })
        }
      />
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const { t: tp } = useTranslation("parts");
  const now = useNow(isEnded(run) ? 60_000 : 1_000);
  const nameOf = useMemberNames();
  const agentOf = useAgentNames();
  const starter = nameOf(run.started_by);
  const trigger = tp(`trigger.${run.trigger}`, { defaultValue: run.trigger });
  const facts = [
    { key: "time", value: formatSeconds(secondsBetween(run.started_at, run.ended_at, now)) },
    { key: "cost", value: formatCost(run.cost) },
    { key: "started", value: formatDateTime(run.started_at ?? run.created_at) },
    { key: "by", value: starter ? `${starter} · ${trigger}` : trigger },
    { key: "agent", value: agentOf(run.agent_id) ?? "–" },
    { key: "version", value: run.version === 0 ? t("fact.draft") : String(run.version) },
  ];
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 px-5 py-4 sm:grid-cols-3 lg:grid-cols-6">
        {facts.map((f) => (
          <div key={f.key} className="min-w-0">
            <dt className="text-caption text-muted">{t(`fact.${f.key}`)}</dt>
            <dd className="truncate text-body font-medium tabular" title={f.value}>
              {f.value}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** The step shown first: what waits or runs, else what failed, else the run itself. */
export function firstShown(steps: readonly StepRun[]): string | null {
  for (const status of ["waiting", "running", "failed"]) {
    const found = steps.find((s) => s.status === status);
    if (found) return found.step;
  }
  return null;
}

/** The round that a step stands in: `each[2]` for `each[2]/send`. */
export function roundOf(step: string | undefined): string | null {
  const at = step?.lastIndexOf("/") ?? -1;
  return step && at > 0 ? step.slice(0, at) : null;
}

const GraphView = lazy(() => import("./graph/graph-view"));

function RunSteps({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const steps = useRunSteps(run.id);
  const { step: wanted, view } = useSearch({ from: "/app/runs/$id" });
  const navigate = useNavigate();
  const round = useRoundSteps(run.id, roundOf(wanted), !isEnded(run));
  const isGraph = view === "graph";
  const go = (search: { step?: string; view?: string }) =>
    void navigate({ to: "/runs/$id", params: { id: run.id }, search, replace: true });
  const select = (step: string) => go(isGraph ? { step, view } : { step });
  const show = (next: string) =>
    go({ ...(wanted ? { step: wanted } : {}), ...(next === "graph" ? { view: next } : {}) });
  const shown = (items: readonly StepRun[]) => wanted ?? firstShown(items) ?? "run";
  return (
    <div className={isGraph ? "flex flex-col gap-4" : twoColumns}>
      <Card className="overflow-hidden">
        <div className="flex items-center justify-between gap-2 px-5 pt-3 pb-2">
          <h2 className="text-section font-semibold">{t("steps")}</h2>
          <Segmented
            size="sm"
            label={t("view.label")}
            value={isGraph ? "graph" : "list"}
            onChange={show}
            choices={["list", "graph"].map((value) => ({ value, label: t(`view.${value}`) }))}
          />
        </div>
        <QueryView query={steps} loading={<SkeletonRows rows={4} />} className="m-4">
          {(page) => {
            const props = { run, steps: page.items, selected: shown(page.items), onSelect: select };
            if (!isGraph) return <Timeline {...props} />;
            return (
              <div className="px-4 pb-4">
                <Suspense fallback={<SkeletonRows rows={5} />}>
                  <GraphView {...props} />
                </Suspense>
              </div>
            );
          }}
        </QueryView>
      </Card>
      <QueryView query={steps} loading={<SkeletonRows rows={6} />}>
        {(page) => {
          const items = [...page.items, ...(round.data?.items ?? [])];
          const attempts = items.filter((s) => s.step === shown(page.items));
          return attempts.length > 0 ? <StepDetail attempts={attempts} run={run} /> : <RunData run={run} />;
        }}
      </QueryView>
    </div>
  );
}

const twoColumns = "grid items-start gap-4 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]";
