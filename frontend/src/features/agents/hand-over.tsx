/** Gives an agent another owner. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHandOver } from "@/api/agents";
import { useMembers } from "@/api/company";
import type { Agent } from "@/api/types";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toast";

export function HandOverDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation("agents");
  const members = useMembers().data?.items ?? [];
  const [to, setTo] = useState("");
  const handOver = useHandOver(agent.id);
  const choices = members
    .filter((each) => each.user_id !== agent.owner_id)
    .map((each) => ({ value: each.user_id, label: each.name || each.email }));
  const owner = choices.find((each) => each.value === to)?.label;
  const save = () =>
    handOver.mutate(to, {
      onSuccess: () => {
        toast.done(t("handOver.done", { name: agent.name, owner }));
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("handOver.title", { name: agent.name })}
      description={t("handOver.text")}
      footer={
        <Button kind="primary" busy={handOver.isPending} disabled={!to} onClick={save}>
          {t("handOver.do")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {handOver.error && <ErrorPanel error={handOver.error} compact />}
        <Field label={t("handOver.to")}>
          {(c) => <Combobox {...c} value={to || undefined} onChange={setTo} choices={choices} />}
        </Field>
      </div>
    </Dialog>
  );
}
