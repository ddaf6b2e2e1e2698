/** Offers the sample company and shows how its invoices are doing. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, FileText, Inbox, Play, Receipt } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStartDemo } from "@/api/company";
import { leaveStale } from "@/api/keys";
import { useRecentRuns } from "@/api/runs";
import { useMay } from "@/api/session";
import type { RunStatus } from "@/api/types";
import { fetchWorkflow } from "@/api/workflows";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { IconTile } from "@/ui/step-icon";
import { progressOf, runSample, type SampleFile, useSample } from "./sample";

function useStartSample(): () => void {
  const cache = useQueryClient();
  const demo = useStartDemo();
  return () => {
    void runSample(
      () => demo.mutateAsync(),
      async (id) => (await fetchWorkflow(id)).draft.graph,
      cache,
    );
  };
}

export function SampleCard({ compact }: { compact?: boolean }) {
  const phase = useSample((s) => s.phase);
  if (phase === "starting" || phase === "started") return <SampleProgressCard />;
  return <SampleOffer compact={compact ?? false} />;
}

function SampleOffer({ compact }: { compact: boolean }) {
  const { t } = useTranslation("home");
  const { phase, error } = useSample();
  const start = useStartSample();
  const mayStart = useMay("run.start");
  const mayDraw = useMay("workflow.write");
  if (!mayStart || !mayDraw) return null;
  return (
    <Card className="relative overflow-hidden">
      <div className="flex flex-col gap-5 p-5 sm:flex-row sm:items-center sm:p-7">
        <IconTile icon={Receipt} category="agent" size={48} />
        <div className="min-w-0 flex-1">
          <h2 className={compact ? "text-section font-semibold" : "text-title font-semibold tracking-tight"}>
            {t("sample.title")}
          </h2>
          <p className="mt-1 max-w-2xl text-body text-pretty text-muted">{t("sample.text")}</p>
          <p className="mt-2 text-caption text-muted">{t("sample.honest")}</p>
        </div>
        <Button
          kind="primary"
          size="lg"
          busy={phase === "preparing"}
          icon={<Play size={16} aria-hidden />}
          onClick={start}
          className="max-sm:w-full"
        >
          {phase === "preparing" ? t("sample.preparing") : t("sample.start")}
        </Button>
      </div>
      {phase === "failed" && (
        <ErrorPanel error={error} onRetry={start} className="m-5 mt-0 border-err" compact />
      )}
    </Card>
  );
}

function SampleProgressCard() {
  const { t } = useTranslation("home");
  const { files, demo, phase } = useSample();
  const runs = useRecentRuns(
    demo ? { workflow_id: demo.workflow_id } : {},
    Math.min(200, Math.max(20, files.length * 2)),
  );
  const byId = new Map<string, RunStatus>(runs.data?.items.map((r) => [r.id, r.status]));
  const progress = progressOf(files, (id) => byId.get(id));
  const cache = useQueryClient();
  // Whenever one more run waits or ends, the figures and the inbox of this page are out of date.
  const moved = `${progress.waiting} ${progress.ended}`;
  useEffect(() => {
    if (moved !== "0 0") void leaveStale(cache, ["approvals", "agents", "notices"]);
  }, [cache, moved]);
  const settled = progress.ended + progress.waiting + progress.refused;
  const percent = progress.total ? Math.round((settled / progress.total) * 100) : 0;
  const busy = phase === "starting" || settled < progress.total;
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 pt-5">
        <div>
          <h2 className="text-section font-semibold">
            {t(busy ? "progress.busy" : progress.waiting > 0 ? "progress.asks" : "progress.done", {
              count: progress.waiting,
            })}
          </h2>
          <p className="mt-0.5 text-ui text-muted" aria-live="polite">
            {t("progress.line", { total: progress.total, ended: progress.ended, waiting: progress.waiting })}
            {progress.failed > 0 && ` · ${t("progress.failed", { count: progress.failed })}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {progress.waiting > 0 && (
            <Button kind="primary" asChild>
              <Link to="/inbox">
                <Inbox size={16} aria-hidden />
                {t("progress.toInbox", { count: progress.waiting })}
              </Link>
            </Button>
          )}
          {demo && (
            <Button asChild>
              <Link to="/workflows/$id" params={{ id: demo.workflow_id }}>
                {t("progress.toWorkflow")}
              </Link>
            </Button>
          )}
          {demo && (
            <Button asChild>
              <Link to="/agents/$id" params={{ id: demo.agent_id }}>
                {t("progress.toAgent")}
              </Link>
            </Button>
          )}
        </div>
      </div>
      <div
        role="progressbar"
        aria-label={t("progress.label")}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mx-5 mt-4 h-1.5 overflow-hidden rounded-full bg-neutral-soft"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-240"
          style={{ width: `${percent}%` }}
        />
      </div>
      <ul className="grid gap-x-6 px-3 py-3 sm:grid-cols-2 xl:grid-cols-3">
        {files.map((file) => (
          <SampleRow
            key={file.id}
            file={file}
            status={file.runId ? (byId.get(file.runId) ?? "queued") : undefined}
          />
        ))}
      </ul>
    </Card>
  );
}

function SampleRow({ file, status }: { file: SampleFile; status: RunStatus | undefined }) {
  const { t } = useTranslation("home");
  const inner = (
    <>
      <FileText size={16} className="shrink-0 text-muted" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{file.name}</span>
      {file.error !== null ? <Status status="failed" /> : <Status status={status ?? "queued"} />}
      <ArrowRight size={14} className="shrink-0 text-muted" aria-hidden />
    </>
  );
  const look = "flex min-h-11 items-center gap-2.5 rounded-control px-2 text-ui";
  return (
    <li>
      {file.runId ? (
        <Link to="/runs/$id" params={{ id: file.runId }} className={`${look} hover:bg-surface-2`}>
          {inner}
        </Link>
      ) : (
        <span className={`${look} text-muted`} title={file.error === null ? t("progress.queued") : undefined}>
          {inner}
        </span>
      )}
    </li>
  );
}
