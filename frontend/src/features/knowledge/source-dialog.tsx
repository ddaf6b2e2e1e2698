/** Adding or changing a source: which kind, where it is, how often it is looked at, and who may read it. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, type KnowledgeSource, type SourceInput, useSaveSource } from "@/api/knowledge";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { OpenTo } from "./access";

const intervals = ["", "15", "60", "1440", "10080"] as const;

interface Form {
  kind: KnowledgeSource["kind"];
  name: string;
  path: string;
  bucket: string;
  prefix: string;
  region: string;
  endpoint: string;
  accessKey: string;
  secretKey: string;
  every: string;
  openTo: readonly string[];
}

function formOf(source: KnowledgeSource | null): Form {
  return {
    kind: source?.kind ?? "folder",
    name: source?.name ?? "",
    path: source?.folder?.path ?? "",
    bucket: source?.s3?.bucket ?? "",
    prefix: source?.s3?.prefix ?? "",
    region: source?.s3?.region ?? "us-east-1",
    endpoint: source?.s3?.endpoint ?? "",
    accessKey: source?.access_key ?? "",
    secretKey: "",
    every: source ? (source.every_minutes?.toString() ?? "") : "60",
    openTo: source?.open_to ?? ["everyone"],
  };
}

function inputOf(form: Form, source: KnowledgeSource | null): SourceInput {
  const { bucket, prefix, region, endpoint } = form;
  const isS3 = form.kind === "s3";
  return {
    kind: form.kind,
    name: form.name.trim(),
    folder: form.kind === "folder" ? { path: form.path.trim() } : null,
    s3: isS3
      ? { bucket: bucket.trim(), prefix: prefix.trim(), region: region.trim(), endpoint: endpoint.trim() }
      : null,
    access_key: isS3 ? form.accessKey.trim() || null : null,
    secret_key: isS3 ? form.secretKey || null : null,
    open_to: [...form.openTo],
    groups: source?.groups ?? {},
    every_minutes: form.kind === "upload" || !form.every ? null : Number(form.every),
  };
}

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
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }));
  const id = useId();
  const refused = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ source, input: inputOf(form, source) }, { onSuccess: onClose });
  };
  const isReady = form.name.trim() && form.openTo.length > 0 && (form.kind !== "s3" || form.bucket.trim());
  const text = (key: "name" | "path" | "bucket" | "prefix" | "region" | "endpoint", error?: string) => (
    <Field
      label={t(`form.${key}`)}
      help={t(`form.${key}Help`, { defaultValue: "" }) || undefined}
      error={error}
      optional={key === "prefix" || key === "endpoint"}
    >
      {(c) => <Input {...c} value={form[key]} onChange={(e) => set({ [key]: e.target.value })} />}
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={source ? t("sources.changeOf", { name: source.name }) : t("sources.add")}
      size="lg"
      footer={
        <Button kind="primary" type="submit" form={id} disabled={!isReady} busy={save.isPending}>
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
            onChange={(kind) => set({ kind: kind === "s3" ? "s3" : "folder" })}
            choices={[
              { value: "folder", label: t("kind.folder") },
              { value: "s3", label: t("kind.s3") },
            ]}
          />
        )}
        {text("name", refused.name)}
        {form.kind === "folder" && text("path", refused["folder/path"])}
        {form.kind === "s3" && (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              {text("bucket", refused["s3/bucket"])}
              {text("prefix", refused["s3/prefix"])}
              {text("region", refused["s3/region"])}
              {text("endpoint", refused["s3/endpoint"])}
              <Field label={t("form.accessKey")} help={t("form.accessKeyHelp")} optional>
                {(c) => (
                  <Input
                    {...c}
                    autoComplete="off"
                    value={form.accessKey}
                    onChange={(e) => set({ accessKey: e.target.value })}
                  />
                )}
              </Field>
              <Field label={t("form.secretKey")} error={refused.secret_key} optional>
                {(c) => (
                  <Input
                    {...c}
                    type="password"
                    autoComplete="new-password"
                    placeholder={source?.access_key ? t("form.secretKept") : ""}
                    value={form.secretKey}
                    onChange={(e) => set({ secretKey: e.target.value })}
                  />
                )}
              </Field>
            </div>
          </>
        )}
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
        <div className="flex flex-col gap-2">
          <p className="text-ui font-medium">{t("access.label")}</p>
          <OpenTo value={form.openTo} onChange={(openTo) => set({ openTo })} />
        </div>
      </form>
    </Dialog>
  );
}
