/** What happens when a step fails: tries, pauses, how long one try may take, what stands in for its output, what undoes it. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { isContainer } from "../model/containers";
import type { Retry, Step } from "../model/graph";
import { changedRetry } from "../model/retry";
import { effectOf } from "../model/step-types";
import { useBuilder, useBuilderStore } from "../stores/context";
import { setProperty } from "./changes";
import { DurationField } from "./fields/duration-field";
import { StandInField } from "./stand-in-field";
import { UndoField } from "./undo-field";

export function ErrorHandling({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const container = useBuilder((s) => isContainer(s.types.get(step.type)));
  const type = useBuilder((s) => s.types.get(step.type));
  const effect = type && effectOf(step, type);
  return (
    <section aria-label={t("failure.title")} className="flex flex-col gap-3">
      <h3 className="font-semibold text-ui">{t("failure.title")}</h3>
      {container ? (
        <p className="text-caption text-muted">{t("failure.containerHelp")}</p>
      ) : (
        <>
          <Tries step={step} />
          <DurationField
            label={t("failure.timeout")}
            help={t("failure.timeoutHelp")}
            value={step.timeout ?? ""}
            placeholder={t("failure.timeoutHint")}
            disabled={readOnly}
            onChange={(timeout) => setProperty(store, step, "timeout", timeout === "" ? undefined : timeout)}
          />
        </>
      )}
      <StandInField key={`default ${step.id}`} step={step} />
      {!container && (effect === "effect" || effect === "idempotent" || step.undo) && (
        <UndoField step={step} />
      )}
      <p className="text-caption text-muted">{t("failure.exitHelp")}</p>
    </section>
  );
}

function Tries({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const retry: Retry = step.retry ?? {};
  const set = (change: Retry) => setProperty(store, step, "retry", changedRetry(retry, change));
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <NumberField
          label={t("failure.tries")}
          value={retry.max ?? 0}
          least={0}
          most={100}
          step={1}
          disabled={readOnly}
          onChange={(max) => set({ max: Math.round(max) })}
        />
        <DurationField
          label={t("failure.pause")}
          value={retry.backoff ?? ""}
          placeholder="2s"
          disabled={readOnly || !retry.max}
          onChange={(backoff) => set({ backoff })}
        />
      </div>
      {(retry.max ?? 0) > 0 && <MoreAboutTries retry={retry} set={set} />}
    </>
  );
}

function MoreAboutTries({ retry, set }: { retry: Retry; set: (change: Retry) => void }) {
  const { t } = useTranslation("builder");
  const readOnly = useBuilder((s) => s.readOnly);
  const [open, setOpen] = useState(
    () =>
      retry.factor !== undefined ||
      retry.max_backoff !== undefined ||
      retry.jitter !== undefined ||
      retry.on !== undefined,
  );
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-7 items-center gap-1 self-start rounded-control text-caption text-muted hover:text-text"
      >
        <Icon size={14} aria-hidden />
        {t("failure.more")}
      </button>
      {open && (
        <>
          <div className="grid grid-cols-2 gap-3">
            <NumberField
              label={t("failure.factor")}
              value={retry.factor ?? 2}
              least={1}
              most={10}
              step={0.5}
              disabled={readOnly}
              onChange={(factor) => set({ factor })}
            />
            <DurationField
              label={t("failure.longest")}
              value={retry.max_backoff ?? ""}
              placeholder="1h"
              disabled={readOnly}
              onChange={(longest) => set({ max_backoff: longest })}
            />
          </div>
          <NumberField
            label={t("failure.jitter")}
            help={t("failure.jitterHelp")}
            value={Math.round((retry.jitter ?? 0.1) * 100)}
            least={0}
            most={100}
            step={5}
            disabled={readOnly}
            onChange={(percent) => set({ jitter: percent / 100 })}
          />
          <OnField retry={retry} disabled={readOnly} set={set} />
        </>
      )}
    </>
  );
}

/** Typed with commas; kept as a list once the field is left. */
function OnField({
  retry,
  disabled,
  set,
}: {
  retry: Retry;
  disabled: boolean;
  set: (change: Retry) => void;
}) {
  const { t } = useTranslation("builder");
  const [text, setText] = useState(() => (retry.on ?? []).join(", "));
  const keep = () => set({ on: text.split(",").flatMap((each) => each.trim() || []) });
  return (
    <Field label={t("failure.on")} help={t("failure.onHelp")}>
      {(control) => (
        <Input
          {...control}
          value={text}
          disabled={disabled}
          placeholder={t("failure.onHint")}
          onChange={(event) => setText(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === "Enter" && keep()}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps {
  label: string;
  help?: string;
  value: number;
  least: number;
  most: number;
  step: number;
  disabled: boolean;
  onChange: (value: number) => void;
}

function NumberField({ label, help, value, least, most, step, disabled, onChange }: NumberFieldProps) {
  return (
    <Field label={label} help={help}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={least}
          max={most}
          step={step}
          value={value}
          disabled={disabled}
          className="tabular"
          onChange={(event) => onChange(Math.max(least, Math.min(most, event.target.valueAsNumber || least)))}
        />
      )}
    </Field>
  );
}
