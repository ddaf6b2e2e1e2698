/** Writes a fact for an agent, or corrects one. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Memory, useWriteMemory } from "@/api/memories";
import type { Agent } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

/** A day as a date field has it; it holds until the day's end here. */
const dayOf = (iso: string | null): string => (iso ? new Date(iso).toLocaleDateString("sv") : "");
const endOf = (day: string): string | null => (day ? new Date(`${day}T23:59:59`).toISOString() : null);

export function MemoryDialog({
  agent,
  memory,
  onClose,
}: {
  agent: Agent;
  memory: Memory | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("agents");
  const [text, setText] = useState(memory?.text ?? "");
  const [until, setUntil] = useState(dayOf(memory?.expires_at ?? null));
  const [alone, setAlone] = useState(memory?.for_you_alone ?? false);
  const write = useWriteMemory(agent.id);
  const save = () =>
    write.mutate(
      {
        id: memory?.id ?? null,
        body: { text: text.trim(), expires_at: endOf(until), for_you_alone: alone },
      },
      {
        onSuccess: () => {
          toast.done(t("memory.saved", { name: agent.name }));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(memory ? "memory.edit" : "memory.add")}
      footer={
        <Button kind="primary" busy={write.isPending} disabled={text.trim() === ""} onClick={save}>
          {t("memory.save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {write.error && <ErrorPanel error={write.error} compact />}
        <Field label={t("memory.text")} help={t("memory.textHelp")} required>
          {(c) => (
            <Textarea
              {...c}
              rows={3}
              maxLength={1_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("memory.until")} help={t("memory.untilHelp")} optional>
          {(c) => (
            <Input {...c} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
          )}
        </Field>
        <Checkbox
          checked={alone}
          onChange={setAlone}
          label={t("memory.alone")}
          help={t("memory.aloneHelp")}
        />
      </div>
    </Dialog>
  );
}
