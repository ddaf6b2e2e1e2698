/** Where a step leads and what leads to it, with the same commands as the canvas: no drag needed. */
import { Link2, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { from } from "../canvas/flow";
import { nameOf, removeSelected } from "../commands/actions";
import { useExitWord } from "../exit-word";
import { type Edge, ERROR_PORT, edgeKey, type Step } from "../model/graph";
import { exitsOf, portName } from "../model/ports";
import { useBuilder, useBuilderStore } from "../stores/context";
import { setProperty } from "./changes";

export function Connections({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const edges = useBuilder((s) => s.document.graph.edges);
  const type = useBuilder((s) => s.types.get(step.type));
  const exits = exitsOf(step, type);
  const exitWord = useExitWord();
  const into = edges.filter((each) => each.to === step.id);
  const named = new Set(exits.map((exit) => portName(exit) ?? ""));
  const other = edges.filter(
    (each) => each.from === step.id && each.port !== ERROR_PORT && !named.has(each.port ?? ""),
  );
  return (
    <section aria-label={t("flow.title")} className="flex flex-col gap-3">
      <h3 className="font-semibold text-ui">{t("flow.title")}</h3>
      {exits.length === 0 && <p className="text-muted text-ui">{t("flow.end")}</p>}
      {exits.map((exit) => (
        <ExitTargets key={exit.name} step={step} port={portName(exit)} label={exitWord(exit)} />
      ))}
      {other.length > 0 && <Targets edges={other} label={t("flow.always")} />}
      <ExitTargets step={step} port={ERROR_PORT} label={t("outline.onError")} />
      {into.length > 1 && <JoinField step={step} count={into.length} />}
    </section>
  );
}

function ExitTargets({ step, port, label }: { step: Step; port: string | undefined; label: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const edges = useBuilder((s) => s.document.graph.edges);
  const leaving = edges.filter((each) => each.from === step.id && (each.port ?? "") === (port ?? ""));
  return (
    <div className="flex items-start gap-2">
      <Targets edges={leaving} label={label} />
      {!readOnly && (
        <span className="flex shrink-0">
          <IconButton
            size="sm"
            label={t("flow.add", { exit: label })}
            title={t("flow.add", { exit: label })}
            onClick={() =>
              store.getState().set({ chooser: { kind: "add", target: { from: from(step.id, port) } } })
            }
          >
            <Plus size={15} aria-hidden />
          </IconButton>
          <IconButton
            size="sm"
            label={t("flow.connect", { exit: label })}
            title={t("flow.connect", { exit: label })}
            onClick={() => store.getState().set({ chooser: { kind: "connect", from: from(step.id, port) } })}
          >
            <Link2 size={15} aria-hidden />
          </IconButton>
        </span>
      )}
    </div>
  );
}

function Targets({ edges, label }: { edges: readonly Edge[]; label: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const state = useBuilder((s) => s);
  return (
    <div className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-1.5 text-ui">
      <span className="text-muted">{label}</span>
      {edges.length === 0 && <span className="text-caption text-muted">{t("flow.nowhere")}</span>}
      {edges.map((each) => (
        <span
          key={edgeKey(each)}
          className="inline-flex max-w-full items-center rounded-full bg-neutral-soft pl-2.5 text-caption"
        >
          <button
            type="button"
            className="min-h-6 truncate hover:underline"
            onClick={() => state.select([each.to], { open: true })}
          >
            {nameOf(state, each.to)}
          </button>
          <button
            type="button"
            disabled={state.readOnly}
            className="flex size-6 shrink-0 items-center justify-center rounded-full text-muted hover:text-err"
            aria-label={t("outline.disconnect", { name: nameOf(state, each.to) })}
            onClick={() => {
              state.selectEdge(each);
              removeSelected(store);
              store.getState().select([each.from], { open: true });
            }}
          >
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
    </div>
  );
}

function JoinField({ step, count }: { step: Step; count: number }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <Field label={t("flow.join", { count })} help={t("flow.joinHelp")}>
      {(control) => (
        <Select
          {...control}
          value={String(step.join ?? "all")}
          disabled={readOnly}
          choices={[
            { value: "all", label: t("flow.joinAll") },
            { value: "any", label: t("flow.joinAny") },
            ...(typeof step.join === "number"
              ? [{ value: String(step.join), label: t("flow.joinSome", { count: step.join }) }]
              : []),
          ]}
          onChange={(value) => setProperty(store, step, "join", value === "all" ? undefined : value)}
        />
      )}
    </Field>
  );
}
