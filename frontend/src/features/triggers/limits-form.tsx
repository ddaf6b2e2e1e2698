/** How many runs of a workflow may be at work at once, and begin within a minute. Empty: as many as there is room for. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLimitWorkflow } from "@/api/controls";
import { useMay } from "@/api/session";
import type { WorkflowControl, WorkflowLimits } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";

const most = 1000;
const names = ["max_running", "max_starts_per_minute"] as const;

/** The limit that was typed: null for none, undefined for what is no limit. */
export function limitOf(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  const limit = /^\d{1,4}$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  return limit >= 1 && limit <= most ? limit : undefined;
}

export function LimitsForm({ workflowId, control }: { workflowId: string; control: WorkflowControl }) {
  const { t } = useTranslation("triggers");
  const mayPublish = useMay("workflow.publish");
  const save = useLimitWorkflow(workflowId);
  const [typed, setTyped] = useState({
    max_running: String(control.max_running ?? ""),
    max_starts_per_minute: String(control.max_starts_per_minute ?? ""),
  });
  const limits = names.map((name) => limitOf(typed[name]));
  const wrong = limits.includes(undefined);
  const changed = names.some((name, i) => limits[i] !== control[name]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [max_running = null, max_starts_per_minute = null] = limits;
    const wanted: WorkflowLimits = { max_running, max_starts_per_minute };
    if (!wrong) save.mutate(wanted, { onSuccess: () => toast.done(t("limits.saved")) });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      {save.error && <ErrorPanel error={save.error} compact />}
      {names.map((name, i) => (
        <Field
          key={name}
          label={t(`limits.${name}`)}
          help={t(`limits.${name}_help`)}
          error={limits[i] === undefined ? t("limits.wrong", { most }) : null}
        >
          {(c) => (
            <Input
              {...c}
              inputMode="numeric"
              className="tabular"
              placeholder={t("limits.none")}
              value={typed[name]}
              disabled={!mayPublish}
              onChange={(e) => setTyped({ ...typed, [name]: e.target.value })}
            />
          )}
        </Field>
      ))}
      {mayPublish && (
        <div className="flex justify-end">
          <Button type="submit" busy={save.isPending} disabled={wrong || !changed}>
            {t("limits.save")}
          </Button>
        </div>
      )}
      {!mayPublish && <p className="text-caption text-muted">{t("limits.mayNot")}</p>}
    </form>
  );
}
