/** The triggers of a workflow, and starting it by hand, which needs no trigger. */
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import type { Trigger, TriggerKind, WorkflowDetail } from "@/api/types";
import { useWorkflows } from "@/api/workflows";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { IconTile } from "@/ui/step-icon";
import { kinds } from "./model";
import { TriggerRow } from "./trigger-row";
import { kindIcons, useTriggerWords } from "./words";

interface TriggerListProps {
  workflow: WorkflowDetail;
  triggers: readonly Trigger[];
  onNew: (kind: TriggerKind) => void;
  onEdit: (id: string) => void;
  onTry: (id: string) => void;
}

export function TriggerList({ workflow, triggers, onNew, onEdit, onTry }: TriggerListProps) {
  const { t } = useTranslation("triggers");
  const workflows = useWorkflows();
  const nameOf = (id: string) => workflows.data?.items.find((w) => w.id === id)?.name ?? null;
  const words = useTriggerWords(nameOf);
  const mayWrite = useMay("workflow.write");
  return (
    <div className="flex flex-col gap-4">
      <Card className="overflow-hidden">
        <ul aria-label={t("title")} className="divide-y divide-line">
          <ByHand workflow={workflow} />
          {triggers.map((trigger) => (
            <TriggerRow
              key={trigger.id}
              trigger={trigger}
              words={words(trigger)}
              onEdit={() => onEdit(trigger.id)}
              onTry={() => onTry(trigger.id)}
            />
          ))}
        </ul>
      </Card>
      {triggers.length === 0 && mayWrite && <KindChoice onNew={onNew} />}
      {triggers.length === 0 && !mayWrite && <p className="text-muted text-ui">{t("empty.mayNot")}</p>}
    </div>
  );
}

function ByHand({ workflow }: { workflow: WorkflowDetail }) {
  const { t } = useTranslation("triggers");
  const mayStart = useMay("run.start");
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-4">
      <IconTile icon="hand" category="trigger" size={40} />
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold text-body">{t("byHand.title")}</h2>
        <p className="text-muted text-ui">{t("byHand.text")}</p>
      </div>
      {mayStart && workflow.live_version !== null && (
        <Button size="sm" asChild>
          <Link to="/workflows/$id/start" params={{ id: workflow.id }}>
            <Play size={14} aria-hidden />
            {t("byHand.start")}
          </Link>
        </Button>
      )}
    </li>
  );
}

/** What a workflow without triggers shows: each kind with what it is good for. */
function KindChoice({ onNew }: { onNew: (kind: TriggerKind) => void }) {
  const { t } = useTranslation("triggers");
  return (
    <section aria-label={t("empty.title")} className="flex flex-col gap-3">
      <div>
        <h2 className="font-semibold text-section">{t("empty.title")}</h2>
        <p className="text-muted text-ui">{t("empty.text")}</p>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2">
        {kinds.map((kind) => (
          <li key={kind} className="sm:last:odd:col-span-2">
            <button
              type="button"
              onClick={() => onNew(kind)}
              className="flex h-full w-full items-start gap-3 rounded-card border border-line bg-surface p-4 text-left transition-colors hover:border-line-strong hover:bg-surface-2"
            >
              <IconTile icon={kindIcons[kind]} category="trigger" size={32} />
              <span className="min-w-0">
                <span className="block font-semibold text-body">{t(`kind.${kind}.name`)}</span>
                <span className="block text-pretty text-muted text-ui">{t(`kind.${kind}.text`)}</span>
                <span className="mt-1 block text-pretty text-caption text-muted">
                  {t(`kind.${kind}.example`)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
