/** What starts a workflow, and what holds its runs back. What is open (a form, a try) stands in the address. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useTriggers } from "@/api/triggers";
import type { Trigger, TriggerKind, WorkflowDetail } from "@/api/types";
import { useWorkflow } from "@/api/workflows";
import { QueryView } from "@/parts/query-view";
import { WorkflowNav } from "@/parts/workflow-nav";
import { WorkflowStatus } from "@/parts/workflow-table";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Menu, MenuItem } from "@/ui/menu";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { iconNamed } from "@/ui/step-icon";
import { draftOf, kinds, newDraft } from "./model";
import { SecretDialog } from "./questions";
import { RunningCard } from "./running-card";
import { TriggerList } from "./trigger-list";
import { TriggerSheet } from "./trigger-sheet";
import { TryDialog } from "./try-dialog";
import { useInputFields } from "./use-input-fields";
import { kindIcons, localZone } from "./words";

export interface Opened {
  new?: string;
  edit?: string;
  try?: string;
}

export function TriggersPage() {
  const { id } = useParams({ from: "/app/workflows/$id/triggers" });
  const opened = useSearch({ from: "/app/workflows/$id/triggers" });
  const navigate = useNavigate();
  const workflow = useWorkflow(id);
  return (
    <Page>
      <QueryView query={workflow}>
        {(data) => (
          <TriggersView
            workflow={data}
            opened={opened}
            onOpen={(search) => void navigate({ to: "/workflows/$id/triggers", params: { id }, search })}
          />
        )}
      </QueryView>
    </Page>
  );
}

interface TriggersViewProps {
  workflow: WorkflowDetail;
  opened: Opened;
  onOpen: (opened: Opened) => void;
}

export function TriggersView({ workflow, opened, onOpen }: TriggersViewProps) {
  const { t } = useTranslation("triggers");
  const mayWrite = useMay("workflow.write");
  const triggers = useTriggers(workflow.id);
  return (
    <>
      <PageHeader
        documentTitle={t("documentTitle", { name: workflow.name })}
        title={workflow.name}
        badge={<WorkflowStatus workflow={workflow} />}
        description={t("text")}
        back={
          <Link to="/workflows" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("workflows")}
          </Link>
        }
        actions={mayWrite && <NewTriggerMenu onNew={(kind) => onOpen({ new: kind })} />}
      />
      <WorkflowNav id={workflow.id} current="triggers" className="mb-4" />
      {workflow.live_version === null && <NotPublished id={workflow.id} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <QueryView query={triggers}>
            {(page) => (
              <>
                <TriggerList
                  workflow={workflow}
                  triggers={page.items}
                  onNew={(kind) => onOpen({ new: kind })}
                  onEdit={(id) => onOpen({ edit: id })}
                  onTry={(id) => onOpen({ try: id })}
                />
                <OpenTrigger
                  workflow={workflow}
                  triggers={page.items}
                  opened={opened}
                  onClose={() => onOpen({})}
                />
              </>
            )}
          </QueryView>
        </div>
        <RunningCard workflow={workflow} />
      </div>
    </>
  );
}

function NotPublished({ id }: { id: string }) {
  const { t } = useTranslation("triggers");
  return (
    <Callout
      tone="warn"
      className="mb-4"
      title={t("notLive.title")}
      actions={
        <Button size="sm" asChild>
          <Link to="/workflows/$id" params={{ id }}>
            {t("notLive.open")}
          </Link>
        </Button>
      }
    >
      {t("notLive.text")}
    </Callout>
  );
}

function NewTriggerMenu({ onNew }: { onNew: (kind: TriggerKind) => void }) {
  const { t } = useTranslation("triggers");
  return (
    <Menu
      label={t("new")}
      trigger={
        <Button kind="primary" icon={<Plus size={16} aria-hidden />}>
          {t("new")}
        </Button>
      }
    >
      {kinds.map((kind) => {
        const Icon = iconNamed(kindIcons[kind]);
        return (
          <MenuItem key={kind} icon={<Icon size={16} aria-hidden />} onSelect={() => onNew(kind)}>
            <span className="block font-medium">{t(`kind.${kind}.name`)}</span>
            <span className="block text-caption text-muted">{t(`kind.${kind}.text`)}</span>
          </MenuItem>
        );
      })}
    </Menu>
  );
}

interface OpenTriggerProps {
  workflow: WorkflowDetail;
  triggers: readonly Trigger[];
  opened: Opened;
  onClose: () => void;
}

/** What the address says is open: a form for a new trigger, or one that is there. */
function OpenTrigger({ workflow, triggers, opened, onClose }: OpenTriggerProps) {
  const { t } = useTranslation("triggers");
  const mayWrite = useMay("workflow.write");
  const [secret, setSecret] = useState<string | null>(null);
  const kind = kinds.find((k) => k === opened.new);
  const wanted = opened.edit ?? opened.try;
  const trigger = triggers.find((each) => each.id === wanted) ?? null;
  const fields = useInputFields(workflow, trigger?.version ?? null);
  if (secret !== null) return <SecretDialog secret={secret} onClose={() => setSecret(null)} />;
  if (!mayWrite || fields === null) return null;
  if (opened.try) return trigger && <TryDialog trigger={trigger} fields={fields} onClose={onClose} />;
  if (!kind && !trigger) return null;
  const draft = trigger
    ? draftOf(trigger, fields)
    : newDraft(kind ?? "webhook", t(`kind.${kind ?? "webhook"}.name`), localZone());
  return (
    <TriggerSheet
      key={trigger?.id ?? kind}
      workflow={workflow}
      trigger={trigger}
      draft={draft}
      fields={fields}
      onClose={onClose}
      onSaved={(saved) => {
        setSecret(saved.secret);
        onClose();
      }}
    />
  );
}
