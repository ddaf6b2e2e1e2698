/** The data that stands for a step in tests: the last output or what somebody writes, checked while it is typed. */
import { Pin, PinOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnownStep, useKnownData } from "@/api/testing";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { Loading, Skeleton } from "@/ui/skeleton";
import { nameOf } from "../commands/actions";
import { pin, unpin } from "../commands/pins";
import { useExitWord } from "../exit-word";
import { CodeField } from "../inspector/fields/code-field";
import { type Json, type Step, stepOf } from "../model/graph";
import { readJson } from "../model/json";
import { exitsOf } from "../model/ports";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useStepRun } from "../stores/run-store";

const LARGEST = 256 * 1024;

export function PinDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("testing");
  const step = useBuilder((s) => stepOf(s.document.graph, id));
  const name = useBuilder((s) => nameOf(s, id));
  const workflowId = useBuilder((s) => s.workflowId);
  const known = useKnownData(workflowId);
  const shown = useStepRun(id);
  const last = known.data?.steps.find(
    (each) => each.step.step_id === id && each.step.status === "succeeded" && !each.cut,
  );
  if (!step) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("pin.dialog", { name })}
      description={t("pin.help")}
    >
      {known.isPending && !step.pinned ? (
        <Loading>
          <Skeleton className="h-48" />
        </Loading>
      ) : (
        <PinForm step={step} last={shown?.status === "succeeded" ? shown : last?.step} onClose={onClose} />
      )}
    </Dialog>
  );
}

function PinForm({
  step,
  last,
  onClose,
}: {
  step: Step;
  last: KnownStep["step"] | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("testing");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const type = useBuilder((s) => s.types.get(step.type));
  const exits = exitsOf(step, type);
  const exitWord = useExitWord();
  const [text, setText] = useState(() => JSON.stringify(step.pinned?.output ?? last?.output ?? {}, null, 2));
  const [port, setPort] = useState(step.pinned?.port ?? last?.port ?? exits[0]?.name ?? "success");
  const read = readJson(text);
  const tooLarge = text.length > LARGEST;
  const fault = !read.ok
    ? t("json.wrongAt", { line: read.line, column: read.column })
    : tooLarge
      ? t("pin.tooLarge", { most: LARGEST / 1024 })
      : null;
  const keep = () => {
    if (!read.ok || tooLarge) return;
    const usual = exits.length <= 1 && port === "success";
    pin(store, step.id, { output: read.value as Json, ...(usual ? {} : { port }) });
    onClose();
  };
  const lastText = last ? JSON.stringify(last.output, null, 2) : null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      {lastText === null && !step.pinned && <Callout tone="plain">{t("pin.nothingYet")}</Callout>}
      <Field label={t("pin.output")} error={fault}>
        {(control) => (
          <CodeField
            control={control}
            label={t("pin.output")}
            language="json"
            value={text}
            rows={12}
            disabled={readOnly}
            onChange={setText}
          />
        )}
      </Field>
      {exits.length > 1 && (
        <Field label={t("pin.exit")} help={t("pin.exitHelp")}>
          {(control) => (
            <Select
              {...control}
              value={port}
              disabled={readOnly}
              onChange={setPort}
              choices={exits.map((each) => ({ value: each.name, label: exitWord(each) }))}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {step.pinned && !readOnly && (
          <Button
            kind="ghost"
            icon={<PinOff size={15} aria-hidden />}
            onClick={() => {
              unpin(store, step.id);
              onClose();
            }}
          >
            {t("pin.remove")}
          </Button>
        )}
        {lastText !== null && lastText !== text && !readOnly && (
          <Button kind="ghost" onClick={() => setText(lastText)}>
            {t("pin.takeLast")}
          </Button>
        )}
        <span className="flex-1" />
        <Button onClick={onClose}>{t("warning.cancel")}</Button>
        {!readOnly && (
          <Button type="submit" kind="primary" icon={<Pin size={15} aria-hidden />} disabled={fault !== null}>
            {t("pin.keep")}
          </Button>
        )}
      </div>
    </form>
  );
}
