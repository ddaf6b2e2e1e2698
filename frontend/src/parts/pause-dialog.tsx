/** Asks why something is paused, and pauses it. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";

interface PauseDialogProps {
  title: string;
  text: string;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onPause: (reason: string) => void;
}

export function PauseDialog({ title, text, busy, error, onClose, onPause }: PauseDialogProps) {
  const { t } = useTranslation("parts");
  const [reason, setReason] = useState("");
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPause(reason.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={title}
      description={text}
      footer={
        <>
          <Button onClick={onClose}>{t("pause.cancel")}</Button>
          <Button kind="primary" type="submit" form={formId} busy={busy}>
            {t("pause.go")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {error !== null && error !== undefined && <ErrorPanel error={error} compact />}
        <Field label={t("pause.reason")} help={t("pause.reasonHelp")} optional>
          {(c) => <Input {...c} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
