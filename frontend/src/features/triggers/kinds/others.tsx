/** The fields of the kinds that need few: form, event, and another workflow's end. */
import { useTranslation } from "react-i18next";
import type { EndSettings, EventSettings, FormSettings } from "@/api/types";
import { useWorkflows } from "@/api/workflows";
import type { FormField } from "@/forms/schema";
import { Callout } from "@/ui/callout";
import { Combobox } from "@/ui/combobox";
import { CopyButton } from "@/ui/copy";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import type { KindFieldsProps } from "./fields";

export function FormPageFields({
  settings,
  onChange,
  fields,
}: KindFieldsProps<FormSettings> & { fields: readonly FormField[] }) {
  const { t } = useTranslation("triggers");
  const set = (change: Partial<FormSettings>) => onChange({ ...settings, ...change });
  const asked = fields.filter((f) => f.kind !== "file");
  return (
    <>
      <Callout tone="plain" title={t("form.asks")}>
        {asked.length === 0 ? t("form.asksNothing") : asked.map((f) => f.label).join(", ")}
        {asked.length < fields.length && <p className="mt-1 text-warn">{t("form.noFiles")}</p>}
      </Callout>
      <Field label={t("form.title")} help={t("form.titleHelp")} optional>
        {(c) => (
          <Input
            {...c}
            value={settings.title}
            maxLength={120}
            onChange={(e) => set({ title: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("form.description")} optional>
        {(c) => (
          <Textarea
            {...c}
            rows={3}
            value={settings.description}
            maxLength={2000}
            onChange={(e) => set({ description: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("form.thanks")} help={t("form.thanksHelp")} optional>
        {(c) => (
          <Textarea
            {...c}
            rows={2}
            value={settings.thanks}
            maxLength={2000}
            onChange={(e) => set({ thanks: e.target.value })}
          />
        )}
      </Field>
    </>
  );
}

const exampleFilter = "input.data.amount > 100.0";

export function EventFields({ settings, onChange, errorOf }: KindFieldsProps<EventSettings>) {
  const { t } = useTranslation("triggers");
  const set = (change: Partial<EventSettings>) => onChange({ ...settings, ...change });
  const call = `POST ${location.origin}/api/company/v1/events\n${JSON.stringify({ name: settings.event || "order.paid", key: "4711", data: {} })}`;
  return (
    <>
      <Field label={t("event.name")} help={t("event.nameHelp")} error={errorOf("settings.event")} required>
        {(c) => (
          <Input
            {...c}
            value={settings.event}
            maxLength={120}
            placeholder="order.paid"
            onChange={(e) => set({ event: e.target.value.trim() })}
          />
        )}
      </Field>
      <Field
        label={t("event.filter")}
        help={t("event.filterHelp")}
        error={errorOf("settings.filter")}
        optional
      >
        {(c) => (
          <Input
            {...c}
            className="font-mono"
            value={settings.filter}
            maxLength={4096}
            placeholder={exampleFilter}
            onChange={(e) => set({ filter: e.target.value })}
          />
        )}
      </Field>
      <div>
        <div className="flex items-center justify-between">
          <p className="font-medium text-ui">{t("event.send")}</p>
          <CopyButton text={call} />
        </div>
        <pre className="mt-1 whitespace-pre-wrap rounded-menu border border-line bg-surface-2 p-3 font-mono text-caption [overflow-wrap:anywhere]">
          {call}
        </pre>
        <p className="mt-1 text-caption text-muted">{t("event.sendHelp")}</p>
      </div>
    </>
  );
}

const ends = ["succeeded", "failed", "any"] as const;

export function EndFields({
  settings,
  onChange,
  errorOf,
  workflowId,
}: KindFieldsProps<EndSettings> & { workflowId: string }) {
  const { t } = useTranslation("triggers");
  const workflows = useWorkflows();
  const set = (change: Partial<EndSettings>) => onChange({ ...settings, ...change });
  const others = (workflows.data?.items ?? []).filter((w) => w.id !== workflowId);
  return (
    <>
      <Field
        label={t("end.workflow")}
        help={workflows.isSuccess && others.length === 0 ? t("end.none") : t("end.workflowHelp")}
        error={errorOf("settings.workflow_id")}
        required
      >
        {(c) => (
          <Combobox
            {...c}
            value={settings.workflow_id}
            onChange={(workflow_id) => set({ workflow_id })}
            choices={others.map((w) => ({ value: w.id, label: w.name, description: w.description }))}
          />
        )}
      </Field>
      <Field label={t("end.on")}>
        {(c) => (
          <Select
            {...c}
            value={settings.on}
            onChange={(value) => set({ on: ends.find((e) => e === value) ?? "succeeded" })}
            choices={ends.map((value) => ({ value, label: t(`end.ons.${value}`) }))}
          />
        )}
      </Field>
    </>
  );
}
