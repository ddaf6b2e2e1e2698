/** What steps and containers on the canvas have in common: how they look just now, their second line, their mark, their exits. */
import { Handle, Position } from "@xyflow/react";
import type { TFunction } from "i18next";
import { CircleAlert, Plus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { formatCost, formatSeconds, secondsBetween } from "@/lib/format";
import type { Standing } from "@/parts/run-moment";
import { useStatusWord } from "@/ui/badge";
import { ERROR_PORT } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useRunStatus, useStandingInside, useStepRun } from "../stores/run-store";
import { from, outHandle } from "./flow";
import { RunMark } from "./run-mark";

interface CardProps {
  id: string;
  selected: boolean;
  disabled: boolean | undefined;
  className?: string;
  children: ReactNode;
}

/** The box. How it looks changes often while a run is shown; what is in it is not drawn again for that. */
export function NodeCard({ id, selected, disabled = false, className, children }: CardProps) {
  const focused = useBuilder((s) => s.focus === id);
  const linking = useBuilder((s) => s.linking !== null && s.linking.from.step !== id);
  const refused = useRefusal(id);
  const status = useRunStatus(id);
  const looks = cx(
    "step-card",
    className,
    selected && "is-selected",
    focused && "is-focused",
    linking && (refused ? "is-refused" : "is-welcome"),
    disabled && "is-off",
    status && `run-${status}`,
  );
  return <div className={looks}>{children}</div>;
}

/** While a connection is being made: why it may not end here. */
function useRefusal(id: string) {
  return useBuilder((s) =>
    s.linking && s.linking.from.step !== id ? (s.linking.verdicts.get(id)?.refused ?? null) : null,
  );
}

/** Words that surely fit go without a clip of their own (see `.run-words`). */
const FITS = 22;

export function NodeSubtitle({
  id,
  typeName,
  disabled = false,
}: {
  id: string;
  typeName: string;
  disabled?: boolean | undefined;
}) {
  const { t } = useTranslation("builder");
  const refused = useRefusal(id);
  const run = useStepRun(id);
  const inside = useStandingInside(id);
  const word = useStatusWord();
  if (refused) return <p className="truncate text-caption text-err">{t(`why.${refused}`)}</p>;
  if (inside)
    return <p className="truncate text-caption text-muted tabular">{insideWords(inside, word, t)}</p>;
  if (!run)
    return <p className="truncate text-caption text-muted">{disabled ? t("canvas.disabled") : typeName}</p>;
  const seconds = secondsBetween(run.started_at, run.ended_at);
  const parts = [word(run.status)];
  if (run.loop) {
    parts.push(t("run.rounds", { done: run.loop.done, count: run.loop.count }));
    if (run.loop.failed > 0) parts.push(t("run.roundsFailed", { count: run.loop.failed }));
  }
  if (run.ended_at && seconds !== null) parts.push(formatSeconds(seconds));
  if (run.cost > 0) parts.push(formatCost(run.cost));
  if (run.attempt > 1) parts.push(t("run.attempt", { count: run.attempt }));
  const words = parts.join(" · ");
  const clip = words.length > FITS ? "truncate" : "run-words";
  return <p className={cx("text-caption text-muted tabular", clip)}>{words}</p>;
}

/** "Succeeded · 2 of 3 · 1 failed": of all rounds together. */
export function insideWords(
  { status, begun, done, failed }: Standing,
  word: (status: string) => string,
  t: TFunction<"builder">,
): string {
  const parts = [word(status)];
  if (begun > 1) parts.push(t("run.rounds", { done, count: begun }));
  if (begun > 1 && failed > 0) parts.push(t("run.roundsFailed", { count: failed }));
  return parts.join(" · ");
}

/** At the right of the head: the state in the shown run, else the worst problem. */
export function NodeMark({ id }: { id: string }) {
  const { t } = useTranslation("builder");
  const status = useRunStatus(id);
  const worst = useBuilder((s) => {
    let found: "error" | "warning" | null = null;
    for (const each of s.problems) {
      if (each.step !== id) continue;
      if (each.severity === "error") return "error";
      found = "warning";
    }
    return found;
  });
  if (status) return <RunMark status={status} />;
  if (worst === "error")
    return (
      <CircleAlert size={16} className="shrink-0 text-err" role="img" aria-label={t("problems.error")} />
    );
  if (worst === "warning")
    return (
      <TriangleAlert size={16} className="shrink-0 text-warn" role="img" aria-label={t("problems.warning")} />
    );
  return null;
}

interface ExitProps {
  id: string;
  port: string | undefined;
  y: number;
  free: boolean;
  label: string;
}

export function Exit({ id, port, y, free, label }: ExitProps) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const add = (event: React.MouseEvent) => {
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    store.getState().set({
      chooser: {
        kind: "add",
        target: { from: from(id, port) },
        screen: { x: box.right + 8, y: box.top - 12 },
      },
    });
  };
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <>
      <Handle
        id={outHandle(port)}
        type="source"
        position={Position.Right}
        className="step-dot"
        style={{ top: y }}
        onClick={(event) => {
          event.stopPropagation();
          if (!readOnly) store.getState().link(from(id, port));
        }}
      />
      {!readOnly && (
        <button
          type="button"
          tabIndex={-1}
          title={label ? t("canvas.addAfterExit", { exit: label }) : t("canvas.addAfter")}
          aria-label={label ? t("canvas.addAfterExit", { exit: label }) : t("canvas.addAfter")}
          onClick={add}
          className={cx("step-add nodrag nopan", free ? "is-free" : "is-used")}
          style={{ top: y - 12 }}
        >
          <Plus size={14} aria-hidden />
        </button>
      )}
    </>
  );
}

export function ErrorExit({ id, used }: { id: string; used: boolean }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <Handle
      id={outHandle(ERROR_PORT)}
      type="source"
      position={Position.Bottom}
      title={t("canvas.errorExit")}
      className={cx("step-dot step-dot-error", used && "is-used")}
      style={{ left: "auto", right: 16 }}
      onClick={(event) => {
        event.stopPropagation();
        if (!readOnly) store.getState().link(from(id, ERROR_PORT));
      }}
    />
  );
}
