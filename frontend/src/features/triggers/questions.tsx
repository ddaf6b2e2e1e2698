/** What must be asked before it is done: a new address, a new secret, deleting. And the one look at a new secret. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteTrigger, useRotateTrigger, useSaveTrigger } from "@/api/triggers";
import type { Trigger } from "@/api/types";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { CopyButton } from "@/ui/copy";
import { Confirm, Dialog } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { bodyWithSecret, newSecret, settingsOf } from "./model";

export type Question = "address" | "secret" | "delete";

interface TriggerQuestionProps {
  trigger: Trigger;
  question: Question | null;
  onClose: () => void;
}

export function TriggerQuestion({ trigger, question, onClose }: TriggerQuestionProps) {
  const { t } = useTranslation("triggers");
  const fail = useProblemToast();
  const remove = useDeleteTrigger(trigger.workflow_id);
  const rotate = useRotateTrigger(trigger.workflow_id);
  const save = useSaveTrigger(trigger.workflow_id);
  const [secret, setSecret] = useState<string | null>(null);

  const over = (text: string) => ({
    onSuccess: () => toast.done(t(text, { name: trigger.name })),
    onError: fail,
    onSettled: onClose,
  });
  const renewSecret = () => {
    const settings = settingsOf(trigger);
    const fresh = newSecret(settings.kind === "webhook" ? settings.auth.kind : "bearer");
    const change = { id: trigger.id, revision: trigger.revision, body: bodyWithSecret(trigger, fresh) };
    save.mutate(change, { onSuccess: () => setSecret(fresh), onError: fail, onSettled: onClose });
  };
  const ask: Record<Question, () => void> = {
    address: () => rotate.mutate(trigger.id, over("address.done")),
    secret: renewSecret,
    delete: () => remove.mutate(trigger.id, over("delete.done")),
  };
  const asked = question ?? "delete";
  return (
    <>
      <Confirm
        open={question !== null}
        onOpenChange={(open) => !open && onClose()}
        title={t(`${asked}.title`, { name: trigger.name })}
        description={t(`${asked}.text`)}
        confirmLabel={t(`${asked}.go`)}
        onConfirm={ask[asked]}
        busy={remove.isPending || rotate.isPending || save.isPending}
        danger
      />
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

/** A secret is shown once; nobody can read it afterwards, so it closes only on purpose. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("triggers");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      dismissable={false}
      title={t("secretOnce.title")}
      description={t("secretOnce.text")}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("secretOnce.kept")}
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-control border border-line bg-surface-2 py-2 pr-2 pl-3">
        <code className="min-w-0 flex-1 font-mono text-ui [overflow-wrap:anywhere]">{secret}</code>
        <CopyButton text={secret} label={t("secretOnce.copy")} />
      </div>
      <Callout tone="warn" className="mt-3">
        {t("secretOnce.warning")}
      </Callout>
    </Dialog>
  );
}
