/** Keeps what was written as a version: of this prompt, or of a new one. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Content, useCreatePrompt, useSaveVersion } from "@/api/prompts";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

interface Props {
  content: Content;
  /** The prompt that it may become a version of; null for a new prompt. */
  name: string | null;
  onClose: () => void;
  onSaved: (name: string, version: number) => void;
}

export function SaveDialog({ content, name, onClose, onSaved }: Props) {
  const { t } = useTranslation("prompts");
  const form = useId();
  const create = useCreatePrompt();
  const save = useSaveVersion();
  const [asNew, setAsNew] = useState(name === null);
  const [given, setGiven] = useState({ name: "", description: "", note: "" });
  const [live, setLive] = useState(false);
  const change = asNew ? create : save;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { content, note: given.note, labels: live ? ["draft", "live"] : ["draft"] };
    const done = (saved: string, version: number) => {
      toast.done(t("save.done", { name: saved, version }));
      onSaved(saved, version);
    };
    if (asNew)
      create.mutate(
        { ...body, name: given.name.trim(), description: given.description },
        { onSuccess: (made) => done(made.name, made.latest) },
      );
    else if (name) save.mutate({ ...body, name }, { onSuccess: (made) => done(name, made.version) });
  };
  const wrong = fieldErrors(change.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={asNew ? t("save.newTitle") : t("save.title", { name })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            kind="primary"
            type="submit"
            form={form}
            busy={change.isPending}
            disabled={asNew && !given.name.trim()}
          >
            {t("save.go")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {change.error && !wrong.name && <ErrorPanel error={change.error} compact />}
        {name && (
          <Segmented
            label={t("save.where")}
            value={asNew ? "new" : "version"}
            onChange={(where) => setAsNew(where === "new")}
            choices={[
              { value: "version", label: t("save.version", { name }) },
              { value: "new", label: t("save.asNew") },
            ]}
          />
        )}
        {asNew && (
          <>
            <Field label={t("form.name")} help={t("form.nameHelp")} error={wrong.name} required>
              {(c) => (
                <Input
                  {...c}
                  value={given.name}
                  maxLength={64}
                  onChange={(event) => setGiven({ ...given, name: asName(event.target.value) })}
                />
              )}
            </Field>
            <Field label={t("form.description")} optional>
              {(c) => (
                <Input
                  {...c}
                  value={given.description}
                  maxLength={500}
                  onChange={(event) => setGiven({ ...given, description: event.target.value })}
                />
              )}
            </Field>
          </>
        )}
        <Field label={t("save.note")} optional>
          {(c) => (
            <Input
              {...c}
              value={given.note}
              maxLength={500}
              placeholder={t("save.noteHint")}
              onChange={(event) => setGiven({ ...given, note: event.target.value })}
            />
          )}
        </Field>
        <Checkbox checked={live} onChange={setLive} label={t("save.live")} help={t("save.liveHelp")} />
      </form>
    </Dialog>
  );
}

/** What is typed, as a name may be: "Support reply" is support-reply. */
export function asName(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
}
