/** Tries the draft as it is on the canvas: asks for the input, or takes that of an earlier run or a sample. Publishes nothing. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRun, useStartRun } from "@/api/runs";
import { useTryDraft } from "@/api/testing";
import { SchemaForm } from "@/forms/schema-form";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Checkbox } from "@/ui/switch";
import { nameOf } from "../commands/actions";
import type { Json } from "../model/graph";
import { filled, samplesOf, withSample } from "../model/samples";
import { leadingTo, reallyActing } from "../model/testing";
import { useBuilder, useBuilderStore } from "../stores/context";
import { ActingSteps } from "./acting-steps";
import { type Chosen, InputSources } from "./input-sources";

interface TestRunDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  flush: () => Promise<boolean>;
  /** Begins with the input of this run. */
  fromRun: string | null;
  /** Only what leads to this step. */
  upTo?: string;
  onStarted: (runId: string) => void;
}

export function TestRunDialog({ open, onOpenChange, upTo, ...rest }: TestRunDialogProps) {
  const { t } = useTranslation("testing");
  const readOnly = useBuilder((s) => s.readOnly);
  const name = useBuilder((s) => (upTo ? nameOf(s, upTo) : ""));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t(upTo ? "run.upTo" : "run.title", { name })}
      description={t(readOnly ? "run.live" : "run.text")}
      as="sheet"
      size="sm"
    >
      {open && <TestRunForm {...rest} onOpenChange={onOpenChange} {...(upTo ? { upTo } : {})} />}
    </Dialog>
  );
}

type FormProps = Omit<TestRunDialogProps, "open">;

function TestRunForm({ onOpenChange, flush, fromRun, upTo, onStarted }: FormProps) {
  const { t } = useTranslation("testing");
  const store = useBuilderStore();
  const workflowId = useBuilder((s) => s.workflowId);
  const graph = useBuilder((s) => s.document.graph);
  const types = useBuilder((s) => s.types);
  const readOnly = useBuilder((s) => s.readOnly);
  const errors = useBuilder((s) =>
    readOnly || upTo ? 0 : s.problems.filter((each) => each.severity === "error").length,
  );
  const again = useRun(fromRun ?? "", fromRun !== null);
  const [picked, setPicked] = useState<Chosen | null>(null);
  const chosen: Chosen | null =
    picked ?? (fromRun && again.data ? { id: fromRun, values: again.data.input } : null);
  const [keep, setKeep] = useState(false);
  const { go, error, busy } = useGo({ flush, upTo, keep, onStarted });
  const ids = upTo ? leadingTo(graph, upTo) : new Set(graph.steps.map((each) => each.id));
  const acting = readOnly ? [] : reallyActing(graph, ids, types);
  const asks = Object.keys(graph.input.properties).length > 0;
  const pins = graph.steps.filter((step) => step.pinned && ids.has(step.id)).length;
  return (
    <div className="flex flex-col gap-5">
      {errors > 0 && <Blocked errors={errors} onShow={() => onOpenChange(false)} />}
      {error !== null && <ErrorPanel error={error} compact />}
      {pins > 0 && !readOnly && <Callout tone="info">{t("run.pins", { count: pins })}</Callout>}
      {asks && <InputSources workflowId={workflowId} chosen={chosen?.id ?? null} onChoose={setPicked} />}
      <SchemaForm
        key={chosen?.id ?? ""}
        schema={filled(graph.input, chosen?.values)}
        onSubmit={(value) => void go(value)}
        error={null}
      >
        {asks && !readOnly && (
          <Checkbox checked={keep} onChange={setKeep} label={t("run.keep")} help={t("run.keepHelp")} />
        )}
        {acting.length > 0 && (
          <Callout tone="warn" title={t("run.acts")}>
            <ActingSteps steps={acting} />
          </Callout>
        )}
        <Button type="submit" kind="primary" busy={busy} disabled={errors > 0} className="self-start">
          {t(upTo ? "run.goUpTo" : "run.go", { name: upTo ? nameOf(store.getState(), upTo) : "" })}
        </Button>
      </SchemaForm>
    </div>
  );
}

/** Says that a draft with errors cannot be tried as a whole, with the way to them. */
function Blocked({ errors, onShow }: { errors: number; onShow: () => void }) {
  const { t } = useTranslation("builder");
  const set = useBuilder((s) => s.set);
  return (
    <Callout
      tone="warn"
      title={t("publish.errors", { count: errors })}
      actions={
        <Button
          size="sm"
          onClick={() => {
            set({ panel: "problems" });
            onShow();
          }}
        >
          {t("publish.show")}
        </Button>
      }
    />
  );
}

interface GoProps {
  flush: () => Promise<boolean>;
  upTo: string | undefined;
  keep: boolean;
  onStarted: (runId: string) => void;
}

/** Those who may only look run what is live. */
function useGo({ flush, upTo, keep, onStarted }: GoProps) {
  const { t } = useTranslation("testing");
  const store = useBuilderStore();
  const { workflowId, readOnly } = store.getState();
  const live = useStartRun();
  const draft = useTryDraft(workflowId);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const go = async (input: Record<string, unknown>) => {
    setBusy(true);
    setError(null);
    try {
      if (keep) keepSample(store, input as { [name: string]: Json });
      if (!readOnly && !(await flush())) throw new Error(t("notSaved"));
      const started = readOnly
        ? await live.mutateAsync({ workflowId, input })
        : await draft.mutateAsync({ input, up_to: upTo ?? null });
      onStarted(started.id);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { go, error, busy };
}

function keepSample(store: ReturnType<typeof useBuilderStore>, sample: { [name: string]: Json }): void {
  const { input } = store.getState().document.graph;
  const next = withSample(input, sample);
  if (samplesOf(next).length === 0) return;
  store.getState().change({ label: "sample", values: {}, operations: [{ kind: "setInput", input: next }] });
}
