/** Adding or changing a source: which kind, where it is, how often it is looked at, and who may read it. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, type KnowledgeSource, useSaveSource } from "@/api/knowledge";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { OpenTo } from "./access";
import { formOf, inputOf, isReady, type SetForm } from "./source-form";
import { SourcePlace } from "./source-place";

const intervals = ["", "15", "60", "1440", "10080"] as const;
const kinds = ["folder", "s3", "drive", "web"] as const;

export function SourceDialog({
  base,
  source,
  onClose,
}: {
  base: KnowledgeBase;
  source: KnowledgeSource | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("knowledge");
  const save = useSaveSource(base.id);
  const [form, setForm] = useState(() => formOf(source));
  const set: SetForm = (change) => setForm((old) => ({ ...old, ...change }));
  const id = useId();
  const refused = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ source, input: inputOf(form, source) }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={source ? t("sources.changeOf", { name: source.name }) : t("sources.add")}
      size="lg"
      footer={
        <Button
          kind="primary"
          type="submit"
          form={id}
          disabled={!isReady(form, source)}
          busy={save.isPending}
        >
          {source || form.kind === "upload" ? t("save") : t("form.saveAndSync")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        {!source && (
          <Segmented
            label={t("form.kind")}
            value={form.kind}
            onChange={(kind) => set({ kind: kinds.find((each) => each === kind) ?? "folder" })}
            choices={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
        <Field label={t("form.name")} error={refused.name}>
          {(c) => <Input {...c} value={form.name} onChange={(e) => set({ name: e.target.value })} />}
        </Field>
        <SourcePlace form={form} set={set} source={source} refused={refused} />
        {form.kind !== "upload" && (
          <Field label={t("form.every")}>
            {(c) => (
              <Select
                {...c}
                value={form.every}
                onChange={(every) => set({ every })}
                choices={intervals.map((value) => ({
                  value,
                  label: value ? t(`every.${value}`) : t("sources.byHand"),
                }))}
              />
            )}
          </Field>
        )}
        {!(form.kind === "drive" && form.withAccess) && (
          <div className="flex flex-col gap-2">
            <p className="text-ui font-medium">{t("access.label")}</p>
            <OpenTo value={form.openTo} onChange={(openTo) => set({ openTo })} />
          </div>
        )}
      </form>
    </Dialog>
  );
}
