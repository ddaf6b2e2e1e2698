/** Publishing: what is still wrong, a note for the others, and then the draft is live. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePublishWorkflow } from "@/api/workflows";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { useBuilder } from "../stores/context";
import { PublishChanges } from "./publish-changes";

interface PublishDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  flush: () => Promise<boolean>;
  liveVersion: number | null;
  onPublished: (version: number) => void;
}

export function PublishDialog({ open, onOpenChange, flush, liveVersion, onPublished }: PublishDialogProps) {
  const { t } = useTranslation("builder");
  const workflowId = useBuilder((s) => s.workflowId);
  const name = useBuilder((s) => s.name);
  const problems = useBuilder((s) => s.problems);
  const set = useBuilder((s) => s.set);
  const publish = usePublishWorkflow(workflowId);
  const fail = useProblemToast();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const errors = problems.filter((each) => each.severity === "error").length;
  const warnings = problems.length - errors;

  const go = async () => {
    setBusy(true);
    try {
      if (!(await flush())) {
        toast.fail(t("publish.notSaved"));
        return;
      }
      const version = await publish.mutateAsync(note);
      toast.done(t("publish.done", { name, version: version.version }));
      setNote("");
      onPublished(version.version);
      onOpenChange(false);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size={liveVersion === null ? "md" : "lg"}
      title={t("publish.title", { name })}
      description={t("publish.text", { version: (liveVersion ?? 0) + 1 })}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("publish.cancel")}</Button>
          <Button kind="primary" busy={busy} disabled={errors > 0} onClick={() => void go()}>
            {t("publish.go")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {errors > 0 && (
          <Callout
            tone="warn"
            title={t("publish.errors", { count: errors })}
            actions={
              <Button
                size="sm"
                onClick={() => {
                  onOpenChange(false);
                  set({ panel: "problems" });
                }}
              >
                {t("publish.show")}
              </Button>
            }
          />
        )}
        {errors === 0 && warnings > 0 && (
          <Callout tone="info">{t("publish.warnings", { count: warnings })}</Callout>
        )}
        {liveVersion !== null && <PublishChanges liveVersion={liveVersion} />}
        <Field label={t("publish.note")} optional help={t("publish.noteHelp")}>
          {(control) => (
            <Textarea {...control} rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
