/** One step, or the whole run: what came out first, then what went in, then who answered. */
import { Link } from "@tanstack/react-router";
import { Download, Pencil } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnded, useWholeStep } from "@/api/runs";
import { useMay } from "@/api/session";
import type { Run, StepRun } from "@/api/types";
import { formatCost, formatDateTime, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { AnsweredByLine } from "@/parts/answered-by";
import { Badge, Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { IconTile, looksOfType } from "@/ui/step-icon";
import { ValueView } from "@/ui/value-view";
import { ChildRun, StartFromStep, TakenOver } from "./again";
import { AnswerView, hasAnswerView } from "./answers";
import { ProblemCard } from "./problem-card";

const ExchangeList = lazy(() => import("@/parts/exchanges/exchange-list"));

export function StepDetail({ attempts, run }: { attempts: readonly StepRun[]; run: Run }) {
  const { t } = useTranslation("runs");
  const [chosen, setChosen] = useState<number | null>(null);
  const newest = attempts.reduce<StepRun | undefined>(
    (best, a) => (!best || a.attempt >= best.attempt ? a : best),
    undefined,
  );
  const step = attempts.find((a) => a.attempt === chosen) ?? newest;
  const now = useNow(step?.status === "running" ? 1_000 : 60_000);
  if (!step) return null;
  const looks = looksOfType(step.type);
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-4">
        <IconTile icon={looks.icon} category={looks.category} size={40} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-section font-semibold">{step.name || step.step}</h2>
          <p className="truncate text-caption text-muted tabular">
            {t("stepLine", {
              time: formatSeconds(secondsBetween(step.started_at, step.ended_at, now)),
              cost: formatCost(step.cost),
              when: formatDateTime(step.started_at),
            })}
          </p>
        </div>
        {step.port && !["success", "error"].includes(step.port) && (
          <Badge tone="accent">{t("port", { port: step.port })}</Badge>
        )}
        <Status status={step.status} />
        <StartFromStep run={run} step={step} />
        <EditStep run={run} step={step} />
      </div>
      <div className="flex flex-col gap-5 p-5">
        {attempts.length > 1 && (
          <Segmented
            label={t("attempts")}
            value={String(step.attempt)}
            onChange={(value) => setChosen(Number(value))}
            choices={attempts.map((a) => ({
              value: String(a.attempt),
              label: t("attempt", { attempt: a.attempt }),
            }))}
            className="self-start"
          />
        )}
        <TakenOver step={step} />
        <ChildRun runId={run.id} step={step} />
        {step.error && <ProblemCard problem={step.error} runId={run.id} />}
        {step.answered_by && (
          <section aria-label={t("answered")}>
            <h3 className="mb-1 text-caption font-medium text-muted">{t("answered")}</h3>
            <AnsweredByLine by={step.answered_by} />
            <Exchanges run={run} step={step} />
          </section>
        )}
        <StepValues run={run} step={step} />
      </div>
    </Card>
  );
}

function emptyOutput(step: StepRun, t: (key: string) => string): string {
  if (step.status === "running" || step.status === "waiting") return t("notYet");
  return t("noOutput");
}

export function RunData({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  return (
    <Card className="flex flex-col gap-5 p-5">
      <DataSection
        title={t("result")}
        file={`${run.id}-output`}
        value={run.output}
        empty={isEnded(run) ? t("noOutput") : t("notYet")}
      />
      <DataSection title={t("runInput")} file={`${run.id}-input`} value={run.input} empty={t("noInput")} />
    </Card>
  );
}

/** What came out and what went in; large values only when somebody asks for them. */
function StepValues({ run, step }: { run: Run; step: StepRun }) {
  const { t } = useTranslation("runs");
  const whole = useWholeStep(run.id, step);
  const full = whole.data?.attempt === step.attempt ? whole.data : null;
  const parts = [
    { name: "output" as const, empty: emptyOutput(step, t) },
    { name: "input" as const, empty: t("noInput") },
  ];
  return parts.map(({ name, empty }) => {
    const isLeftOut = step.left_out.includes(name) && !full && step[name] === null;
    if (!isLeftOut)
      return (
        <DataSection
          key={name}
          title={t(name)}
          file={`${step.step}-${name}`}
          value={step[name] ?? full?.[name]}
          empty={empty}
        />
      );
    return (
      <section key={name} aria-label={t(name)}>
        <h3 className="mb-1.5 text-caption font-medium text-muted">{t(name)}</h3>
        {whole.isError && (
          <ErrorPanel error={whole.error} compact className="mb-2" onRetry={() => void whole.refetch()} />
        )}
        <Button size="sm" busy={whole.isFetching} onClick={() => void whole.refetch()}>
          {t("loadLarge")}
        </Button>
      </section>
    );
  });
}

/** What a step asked of models, and what they answered, for who wants to see it. */
function Exchanges({ run, step }: { run: Run; step: StepRun }) {
  const { t } = useTranslation("runs");
  const mayUse = useMay("ai.use");
  const [open, setOpen] = useState(false);
  if (!mayUse) return null;
  return (
    <>
      <Button size="sm" className="mt-2" onClick={() => setOpen(true)}>
        {t("exchanges")}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("exchanges")}
        description={t("exchangesText")}
        size="lg"
      >
        <Suspense fallback={<SkeletonRows />}>
          <ExchangeList filter={{ run_id: run.id, step: step.step }} />
        </Suspense>
      </Dialog>
    </>
  );
}

function EditStep({ run, step }: { run: Run; step: StepRun }) {
  const { t } = useTranslation("runs");
  const mayWrite = useMay("workflow.write");
  // A conversation belongs to no workflow; turns of an agent and what undoes a step are not drawn.
  if (!mayWrite || run.trigger === "chat" || step.step_id.includes("~")) return null;
  return (
    <Button size="sm" asChild>
      <Link to="/workflows/$id" params={{ id: run.workflow_id }} search={{ step: step.step_id }}>
        <Pencil size={14} aria-hidden />
        {t("editStep")}
      </Link>
    </Button>
  );
}

function download(name: string, value: unknown): void {
  const isText = typeof value === "string";
  const type = isText ? "text/plain" : "application/json";
  const url = URL.createObjectURL(new Blob([isText ? value : JSON.stringify(value, null, 2)], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[^\w-]+/g, "_")}.${isText ? "txt" : "json"}`;
  link.click();
  URL.revokeObjectURL(url);
}

interface DataProps {
  title: string;
  file: string;
  value: unknown;
  empty: string;
}

function DataSection({ title, file, value, empty }: DataProps) {
  const { t } = useTranslation("runs");
  const isThere = value !== null && value !== undefined && value !== "";
  return (
    <ValueView
      title={
        <span className="flex items-center gap-1">
          <h3 className="text-caption font-medium text-muted">{title}</h3>
          {isThere && (
            <IconButton
              size="sm"
              className="size-6"
              label={t("download", { name: title })}
              onClick={() => download(file, value)}
            >
              <Download size={14} aria-hidden />
            </IconButton>
          )}
        </span>
      }
      value={value}
      empty={empty}
      readable={hasAnswerView(value) ? <AnswerView output={value} /> : undefined}
    />
  );
}
