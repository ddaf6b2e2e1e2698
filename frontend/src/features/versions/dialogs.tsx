/** The dialogs that explain what is about to happen to a version, and do it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkflowDetail } from "@/api/types";
import { usePublishAgain, useRestoreVersion } from "@/api/versions";
import { useSaveDraft } from "@/api/workflows";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import type { Question } from "./actions";
import { CallDialog } from "./call-dialog";

interface DialogsProps {
  workflow: WorkflowDetail;
  question: { kind: Question; version: number } | null;
  onClose: () => void;
}

export function Dialogs({ workflow, question, onClose }: DialogsProps) {
  switch (question?.kind) {
    case "restore":
      return <RestoreDialog workflow={workflow} version={question.version} onClose={onClose} />;
    case "publishAgain":
      return <PublishAgainDialog workflow={workflow} version={question.version} onClose={onClose} />;
    case "call":
      return <CallDialog workflow={workflow} version={question.version} onClose={onClose} />;
    default:
      return null;
  }
}

interface VersionDialogProps {
  workflow: WorkflowDetail;
  version: number;
  onClose: () => void;
}

function RestoreDialog({ workflow, version, onClose }: VersionDialogProps) {
  const { t } = useTranslation("versions");
  const restore = useRestoreVersion(workflow.id);
  const save = useSaveDraft(workflow.id);
  const fail = useProblemToast();
  const go = async () => {
    const { graph } = workflow.draft;
    try {
      const { draft_revision: revision } = await restore.mutateAsync({
        version,
        revision: workflow.draft_revision,
      });
      // Undone here, it is undone in the builder as well.
      const edits = { made: [], turned: [{ id: `save-${revision}`, state: "undone" as const }] };
      const undo = () =>
        save.mutateAsync({ graph, revision, edits }).then(() => void toast.done(t("restore.undone")), fail);
      toast.done(t("restore.done", { version }), {
        description: t("restore.keptText"),
        action: { label: t("undo"), onClick: () => void undo() },
      });
    } catch (error) {
      fail(error);
    }
    onClose();
  };
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("restore.title", { version })}
      description={t("restore.text", { version })}
      confirmLabel={t("restore.go")}
      busy={restore.isPending}
      onConfirm={() => void go()}
    />
  );
}

function PublishAgainDialog({ workflow, version, onClose }: VersionDialogProps) {
  const { t } = useTranslation("versions");
  const publish = usePublishAgain(workflow.id);
  const [note, setNote] = useState(t("publishAgain.note", { version }));
  const next = (workflow.live_version ?? 0) + 1;
  const go = () =>
    publish.mutate(
      { version, note },
      {
        onSuccess: (published) => {
          toast.done(t("publishAgain.done", { name: workflow.name, version: published.version }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={t("publishAgain.title", { version })}
      description={t("publishAgain.text", { version, next })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" busy={publish.isPending} onClick={go}>
            {t("publishAgain.go", { next })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {publish.error && <ErrorPanel error={publish.error} compact />}
        <Field label={t("publishAgain.noteLabel")} optional>
          {(control) => (
            <Textarea {...control} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
