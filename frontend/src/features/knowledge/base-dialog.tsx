/** Making a knowledge base, or changing what it is called. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, useSaveBase } from "@/api/knowledge";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";

export function BaseDialog({
  base,
  onClose,
  onSaved,
}: {
  base: KnowledgeBase | null;
  onClose: () => void;
  onSaved?: (base: KnowledgeBase) => void;
}) {
  const { t } = useTranslation("knowledge");
  const save = useSaveBase();
  const [name, setName] = useState(base?.name ?? "");
  const [description, setDescription] = useState(base?.description ?? "");
  const id = useId();
  const refused = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { base, input: { name: name.trim(), description: description.trim() } },
      {
        onSuccess: (saved) => {
          onClose();
          onSaved?.(saved);
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={base ? t("base.change") : t("new")}
      footer={
        <Button kind="primary" type="submit" form={id} disabled={!name.trim()} busy={save.isPending}>
          {t("save")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("base.name")} error={refused.name}>
          {(c) => <Input {...c} value={name} maxLength={120} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t("base.description")} help={t("base.descriptionHelp")} optional>
          {(c) => (
            <Textarea
              {...c}
              rows={3}
              maxLength={2000}
              value={description}
              onChange={(e) => setDescription(e.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
