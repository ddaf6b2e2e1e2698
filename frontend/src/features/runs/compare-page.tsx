/** Two runs of one workflow side by side: their steps, and where input, output, time and cost differ. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft, ArrowLeftRight, Columns2, Equal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRun, useRunSteps } from "@/api/runs";
import type { Run, StepRun } from "@/api/types";
import { cx } from "@/lib/cx";
import {
  formatCost,
  formatDateTime,
  formatNumber,
  formatPercent,
  formatSeconds,
  secondsBetween,
} from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { shortId } from "@/parts/run-table";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { IconTile, looksOfType } from "@/ui/step-icon";
import { Checkbox } from "@/ui/switch";
import { PrettyValue } from "@/ui/value-view";
import { change, differences, type Pair, pairsOf } from "./compare";

export function ComparePage() {
  const { t } = useTranslation("runs");
  const { a, b } = useSearch({ from: "/app/runs/compare" });
  return (
    <Page>
      {a && b ? (
        <Loaded key={`${a} ${b}`} a={a} b={b} />
      ) : (
        <Empty icon={Columns2} title={t("compare.choose")}>
          {t("compare.chooseText")}
        </Empty>
      )}
    </Page>
  );
}

function Loaded({ a, b }: { a: string; b: string }) {
  const left = useRun(a);
  const right = useRun(b);
  return (
    <QueryView query={left}>
      {(first) => <QueryView query={right}>{(second) => <Compared a={first} b={second} />}</QueryView>}
    </QueryView>
  );
}

function Compared({ a, b }: { a: Run; b: Run }) {
  const { t } = useTranslation("runs");
  const navigate = useNavigate();
  const left = useRunSteps(a.id);
  const right = useRunSteps(b.id);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  return (
    <>
      <PageHeader
        documentTitle={t("compare.title")}
        title={t("compare.title")}
        description={b.workflow_name}
        back={
          <Link to="/runs" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        actions={
          <Button
            icon={<ArrowLeftRight size={15} aria-hidden />}
            onClick={() =>
              void navigate({ to: "/runs/compare", search: { a: b.id, b: a.id }, replace: true })
            }
          >
            {t("compare.swap")}
          </Button>
        }
      />
      {a.workflow_id !== b.workflow_id && (
        <Callout tone="warn" className="mb-4" title={t("compare.otherWorkflow")}>
          {t("compare.otherWorkflowText")}
        </Callout>
      )}
      <Card className="mb-4">
        <div className="grid grid-cols-2 divide-x divide-line">
          <Side run={a} label={t("compare.first")} />
          <Side run={b} label={t("compare.second")} other={a} />
        </div>
        <Values a={a.input} b={b.input} title={t("runInput")} heading="h2" />
        <Values a={a.output} b={b.output} title={t("result")} heading="h2" />
      </Card>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-section font-semibold">{t("steps")}</h2>
        <Checkbox label={t("compare.onlyDifferent")} checked={onlyDifferent} onChange={setOnlyDifferent} />
      </div>
      <QueryView query={left}>
        {(first) => (
          <QueryView query={right}>
            {(second) => <Steps pairs={pairsOf(first.items, second.items)} onlyDifferent={onlyDifferent} />}
          </QueryView>
        )}
      </QueryView>
    </>
  );
}

function Side({ run, label, other }: { run: Run; label: string; other?: Run }) {
  const { t } = useTranslation("runs");
  return (
    <div className="min-w-0 px-4 py-3 sm:px-5">
      <p className="text-caption text-muted">{label}</p>
      <Link to="/runs/$id" params={{ id: run.id }} className="font-medium text-accent hover:underline">
        {t("runNumber")} {shortId(run.id)}
      </Link>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ui tabular">
        <Status status={run.status} />
        <Time
          a={other ? secondsBetween(other.started_at, other.ended_at) : null}
          b={secondsBetween(run.started_at, run.ended_at)}
        />
        <Cost a={other?.cost ?? null} b={run.cost} />
      </div>
      <p className="mt-1 text-caption text-muted">
        {formatDateTime(run.created_at)} · {run.version === 0 ? "" : `${t("fact.version")} `}
        <span className={cx(other && other.version !== run.version && changed)}>
          {run.version === 0 ? t("fact.draft") : run.version}
        </span>
      </p>
    </div>
  );
}

const changed = "rounded bg-warn-soft px-1 text-text";
/** Less than this is the noise of a machine. */
const NOTABLE = 0.2;
/** From here on nobody thinks in percent. */
const MANY_TIMES = 9;

function Delta({ a, b }: { a: number | null; b: number | null }) {
  const more = change(a, b);
  if (more === null || Math.abs(more) < NOTABLE) return null;
  return (
    <span className={changed}>
      {more > MANY_TIMES
        ? `×${formatNumber(more + 1, 0)}`
        : `${more > 0 ? "+" : "−"}${formatPercent(Math.abs(more))}`}
    </span>
  );
}

function Time({ a, b }: { a: number | null; b: number | null }) {
  return (
    <span>
      {formatSeconds(b)} <Delta a={a} b={b} />
    </span>
  );
}

function Cost({ a, b }: { a: number | null; b: number | null }) {
  return (
    <span>
      {formatCost(b)} <Delta a={a} b={b} />
    </span>
  );
}

function differs({ a, b }: Pair): boolean {
  if (!a || !b) return true;
  const values = differences(a.input, b.input).length + differences(a.output, b.output).length;
  return values > 0 || a.status !== b.status || a.port !== b.port || a.attempt !== b.attempt;
}

function Steps({ pairs, onlyDifferent }: { pairs: readonly Pair[]; onlyDifferent: boolean }) {
  const { t } = useTranslation("runs");
  const shown = onlyDifferent ? pairs.filter(differs) : pairs;
  if (shown.length === 0)
    return (
      <Empty icon={Equal} title={t("compare.same")}>
        {t("compare.sameText")}
      </Empty>
    );
  return (
    <ol className="flex flex-col gap-3">
      {shown.map((pair) => (
        <li key={pair.key}>
          <Step pair={pair} />
        </li>
      ))}
    </ol>
  );
}

function Step({ pair }: { pair: Pair }) {
  const { t } = useTranslation("runs");
  const looks = looksOfType(pair.type);
  const { a, b } = pair;
  const large = [...(a?.left_out ?? []), ...(b?.left_out ?? [])].length > 0;
  return (
    <Card>
      <div className="flex items-center gap-3 border-b border-line px-4 py-3 sm:px-5">
        <IconTile icon={looks.icon} category={looks.category} size={32} />
        <h3 className="min-w-0 flex-1 truncate text-ui font-semibold">{pair.name}</h3>
        <Badge tone={differs(pair) ? "warn" : "neutral"}>
          {differs(pair) ? t("compare.different") : t("compare.equal")}
        </Badge>
      </div>
      <div className="grid grid-cols-2 divide-x divide-line">
        <StepSide step={a} />
        <StepSide step={b} other={a} />
      </div>
      {a && b && (
        <>
          <Values a={a.input} b={b.input} title={t("input")} heading="h4" />
          <Values a={a.output} b={b.output} title={t("output")} heading="h4" />
        </>
      )}
      {large && <p className="px-5 pb-3 text-caption text-muted">{t("compare.large")}</p>}
    </Card>
  );
}

function StepSide({ step, other }: { step: StepRun | null; other?: StepRun | null }) {
  const { t } = useTranslation("runs");
  if (!step) return <p className="px-4 py-3 text-ui text-muted sm:px-5">{t("compare.notReached")}</p>;
  const seconds = (each: StepRun) => secondsBetween(each.started_at, each.ended_at);
  return (
    <div className="min-w-0 px-4 py-3 text-ui tabular sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Status status={step.status} />
        <Time a={other ? seconds(other) : null} b={seconds(step)} />
        <Cost a={other?.cost ?? null} b={step.cost} />
        {step.attempt > 1 && <span>{t("attempt", { attempt: step.attempt })}</span>}
        {step.port && !["success", "error"].includes(step.port) && (
          <span className={cx(other && other.port !== step.port && changed)}>
            {t("port", { port: step.port })}
          </span>
        )}
      </div>
      {step.error && (
        <p className="mt-1 text-caption text-err [overflow-wrap:anywhere]">
          {step.error.detail ?? step.error.title}
        </p>
      )}
    </div>
  );
}

const FIRST = 12;

interface ValuesProps {
  a: unknown;
  b: unknown;
  title: string;
  heading: "h2" | "h4";
}

function Values({ a, b, title, heading: Heading }: ValuesProps) {
  const { t } = useTranslation("runs");
  const [all, setAll] = useState(false);
  const found = differences(a, b);
  if (found.length === 0) return null;
  return (
    <div className="border-t border-line px-4 py-3 sm:px-5">
      <Heading className="mb-1.5 text-caption font-medium text-muted">{title}</Heading>
      <dl className="flex flex-col gap-2">
        {found.slice(0, all ? undefined : FIRST).map((each) => (
          <div key={each.path}>
            {each.path && <dt className="font-mono text-caption text-muted">{each.path}</dt>}
            <dd className="grid grid-cols-2 gap-2 text-ui">
              <Value value={each.a} />
              <Value value={each.b} />
            </dd>
          </div>
        ))}
      </dl>
      {found.length > FIRST && !all && (
        <Button size="sm" kind="ghost" className="mt-2" onClick={() => setAll(true)}>
          {t("compare.more", { count: found.length - FIRST })}
        </Button>
      )}
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation("runs");
  if (value === undefined || value === null)
    return <span className="text-muted">{t("compare.missing")}</span>;
  const text = typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
  return (
    <span
      // What scrolls must be reachable by keyboard.
      tabIndex={mayScroll(text) ? 0 : undefined}
      className="max-h-48 min-w-0 overflow-auto rounded bg-warn-soft px-1.5 py-0.5 whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {typeof value === "object" ? text : <PrettyValue value={value} />}
    </span>
  );
}

/** As much fits into a column of a phone. */
const mayScroll = (text: string) => text.length > 160 || text.split("\n").length > 8;
