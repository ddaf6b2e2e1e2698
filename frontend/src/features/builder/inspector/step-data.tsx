/** What went into a step and what came out of it: in the run that is shown, else in the newest run that came to it. */
import { ExternalLink, Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWholeStep } from "@/api/testing";
import type { StepRun } from "@/api/types";
import { formatAgo, formatCost, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { AnsweredByLine } from "@/parts/answered-by";
import { Status } from "@/ui/badge";
import { Button, buttonClass } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Segmented } from "@/ui/segmented";
import { Loading, Skeleton } from "@/ui/skeleton";
import { ValueView } from "@/ui/value-view";
import { useHands } from "../commands/command-button";
import { pin, unpin } from "../commands/pins";
import type { Json, Step } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useShownRun, useStepRun } from "../stores/run-store";
import { useLately } from "./use-known";

export function StepData({ step }: { step: Step }) {
  const { t } = useTranslation("testing");
  const shown = useStepRun(step.id);
  const shownRun = useShownRun();
  const { newest, success, pending } = useLately(step.id);
  const [which, setWhich] = useState("newest");
  const older = which === "success" && success ? success : newest;
  const both = success !== undefined && (shown === undefined || shown.status === "failed");
  const wantsShown = shown !== undefined && shownRun !== null && !(both && which === "success");
  return (
    <div className="flex flex-col gap-5">
      {step.pinned && <PinnedCallout step={step} />}
      {both && (
        <Segmented
          size="sm"
          className="self-start"
          label={t("data.which")}
          value={which}
          onChange={setWhich}
          choices={[
            { value: "newest", label: t("data.newest") },
            { value: "success", label: t("data.success") },
          ]}
        />
      )}
      {wantsShown ? (
        <Outcome step={step} run={shown} runId={shownRun} test={null} />
      ) : older ? (
        <Whole step={step} known={older} />
      ) : pending ? (
        <Loading className="flex flex-col gap-2">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-24" />
        </Loading>
      ) : (
        <p className="text-muted text-ui">{t("data.none")}</p>
      )}
    </div>
  );
}

/** Values too large for the list are read with the step itself. */
function Whole({ step, known }: { step: Step; known: NonNullable<ReturnType<typeof useLately>["newest"]> }) {
  const whole = useWholeStep(known.run_id, known.step.step, known.cut);
  return (
    <Outcome
      step={step}
      run={whole.data ?? known.step}
      runId={known.run_id}
      test={known.trigger === "test"}
    />
  );
}

function PinnedCallout({ step }: { step: Step }) {
  const { t } = useTranslation("testing");
  const hands = useHands();
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <>
      <Callout
        tone="info"
        title={t("pin.title")}
        actions={
          readOnly ? undefined : (
            <>
              <Button size="sm" onClick={() => hands.pin(step.id)}>
                {t("pin.edit")}
              </Button>
              <Button
                size="sm"
                kind="ghost"
                icon={<PinOff size={14} aria-hidden />}
                onClick={() => unpin(store, step.id)}
              >
                {t("pin.remove")}
              </Button>
            </>
          )
        }
      >
        {t("pin.help")}
      </Callout>
      <ValueView
        title={<h3 className="font-semibold text-ui">{t("pin.data")}</h3>}
        value={step.pinned?.output}
        empty={t("pin.nothing")}
      />
    </>
  );
}

interface OutcomeProps {
  step: Step;
  run: StepRun;
  runId: string;
  /** `null`: it is the run that is shown. */
  test: boolean | null;
}

function Outcome({ step, run, runId, test }: OutcomeProps) {
  const { t } = useTranslation("testing");
  const { t: tb } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const seconds = secondsBetween(run.started_at, run.ended_at);
  const now = useNow(30_000);
  const origin = test === null ? "data.shown" : test ? "data.test" : "data.live";
  const keep = () =>
    pin(store, step.id, { output: run.output as Json, ...(run.port ? { port: run.port } : {}) });
  return (
    <>
      <div className="flex flex-col gap-2">
        <p className="flex items-center gap-2 text-caption text-muted">
          <span className="min-w-0 flex-1">
            {t(origin, { ago: formatAgo(run.ended_at ?? run.started_at, now) })}
            {run.reused_from !== null && ` · ${t("data.reused")}`}
            {run.step.includes("/") && ` · ${t("data.firstRound")}`}
          </span>
          <a href={`/runs/${runId}`} target="_blank" rel="noreferrer" className={buttonClass("ghost", "sm")}>
            <ExternalLink size={14} aria-hidden />
            {tb("run.details")}
          </a>
        </p>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-caption text-muted tabular">
          <Status status={run.status} />
          {run.ended_at && seconds !== null && <span>{formatSeconds(seconds)}</span>}
          <span>{formatCost(run.cost)}</span>
          {run.attempt > 1 && <span>{tb("run.attempt", { count: run.attempt })}</span>}
          {run.port && run.port !== "success" && run.status === "succeeded" && (
            <span>{t("data.port", { port: run.port })}</span>
          )}
        </p>
        {run.answered_by && <AnsweredByLine by={run.answered_by} />}
      </div>
      {run.error && (
        <Callout tone="warn" title={run.error.title ?? tb("run.failed")}>
          {run.error.detail}
        </Callout>
      )}
      <section aria-label={tb("run.output")}>
        <ValueView
          title={<h3 className="font-semibold text-ui">{tb("run.output")}</h3>}
          value={run.output}
          empty={tb("run.noOutput")}
        />
        {run.status === "succeeded" && !readOnly && step.pinned === undefined && (
          <Button
            size="sm"
            kind="ghost"
            className="mt-2 -ml-2"
            icon={<Pin size={14} aria-hidden />}
            onClick={keep}
          >
            {t("pin.this")}
          </Button>
        )}
      </section>
      <section aria-label={tb("run.input")}>
        <ValueView
          title={<h3 className="font-semibold text-ui">{tb("run.input")}</h3>}
          value={run.input}
          empty={tb("run.noInput")}
        />
      </section>
    </>
  );
}
