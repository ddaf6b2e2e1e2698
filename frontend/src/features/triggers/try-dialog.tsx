/** Trying a trigger with a sample: what the run would get, or what is wrong; and really starting one, if wanted. */
import { Link } from "@tanstack/react-router";
import { CircleCheck, FlaskConical, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useTryTrigger } from "@/api/triggers";
import type { SampleResult, Trigger } from "@/api/types";
import type { FormField } from "@/forms/schema";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { ValueView } from "@/ui/value-view";
import { isJson, sampleOf } from "./mapping";

interface TryDialogProps {
  trigger: Trigger;
  fields: readonly FormField[];
  onClose: () => void;
}

export function TryDialog({ trigger, fields, onClose }: TryDialogProps) {
  const { t } = useTranslation("triggers");
  const mayStart = useMay("run.start");
  const attempt = useTryTrigger(trigger.workflow_id);
  const comesIn = trigger.kind !== "schedule";
  const [text, setText] = useState(() => JSON.stringify(sampleOf(trigger.kind, fields), null, 2));
  const wrong = comesIn && !isJson(text);
  const go = (run: boolean) =>
    attempt.mutate({ id: trigger.id, sample: comesIn ? JSON.parse(text) : null, run });
  const running = attempt.isPending ? attempt.variables.run : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("try.title", { name: trigger.name })}
      description={t(`try.${trigger.kind}`)}
      footer={
        <>
          <Button
            icon={<FlaskConical size={16} aria-hidden />}
            busy={running === false}
            disabled={wrong || attempt.isPending}
            onClick={() => go(false)}
          >
            {t("try.look")}
          </Button>
          {mayStart && (
            <Button
              kind="primary"
              icon={<Play size={16} aria-hidden />}
              busy={running === true}
              disabled={wrong || attempt.isPending}
              onClick={() => go(true)}
            >
              {t("try.start")}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {comesIn && (
          <Field label={t("try.sample")} error={wrong ? t("fault.json") : null}>
            {(c) => (
              <Textarea
                {...c}
                rows={8}
                spellCheck={false}
                className="font-mono text-caption"
                value={text}
                onChange={(e) => setText(e.target.value)}
              />
            )}
          </Field>
        )}
        <div aria-live="polite" className="flex flex-col gap-3">
          {attempt.error && <ErrorPanel error={attempt.error} compact />}
          {attempt.data && <Outcome result={attempt.data} />}
        </div>
      </div>
    </Dialog>
  );
}

function Outcome({ result }: { result: SampleResult }) {
  const { t } = useTranslation("triggers");
  const { problem } = result;
  if (problem) {
    return (
      <Callout tone="warn" title={problem.title ?? t("try.refused")}>
        {problem.detail && <p className="[overflow-wrap:anywhere]">{problem.detail}</p>}
        {problem.errors && problem.errors.length > 0 && (
          <ul className="mt-1 list-disc pl-4">
            {problem.errors.map((e) => (
              <li key={`${e.pointer} ${e.message}`}>
                <code className="font-mono text-caption">{e.pointer}</code> {e.message}
              </li>
            ))}
          </ul>
        )}
      </Callout>
    );
  }
  if (!result.accepted) return <Callout tone="plain">{t("try.filtered")}</Callout>;
  return (
    <>
      {result.run_id && (
        <Callout
          tone="ok"
          title={t("try.started")}
          actions={
            <Button size="sm" asChild>
              <Link to="/runs/$id" params={{ id: result.run_id }}>
                {t("try.openRun")}
              </Link>
            </Button>
          }
        />
      )}
      <ValueView
        title={
          <h3 className="inline-flex items-center gap-1.5 font-medium text-ui">
            <CircleCheck size={15} className="text-ok" aria-hidden />
            {t(result.run_id ? "try.got" : "try.wouldGet")}
          </h3>
        }
        value={result.input}
        empty={t("try.nothing")}
      />
    </>
  );
}
