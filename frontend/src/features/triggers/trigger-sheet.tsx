/** Making and changing one trigger, in a sheet beside the list. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSaveTrigger } from "@/api/triggers";
import type { Trigger, WorkflowDetail } from "@/api/types";
import { useWorkflowVersions } from "@/api/versions";
import type { FormField } from "@/forms/schema";
import { ApiProblem, fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Confirm, Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { EndFields, EventFields, FormPageFields } from "./kinds/others";
import { ScheduleFields } from "./kinds/schedule";
import { WebhookFields } from "./kinds/webhook";
import { MappingFields } from "./mapping-fields";
import { bodyOf, type Draft, draftOf, faultsOf } from "./model";
import { useInputFields } from "./use-input-fields";

interface TriggerSheetProps {
  workflow: WorkflowDetail;
  /** The newest state the list knows; null makes a new trigger. */
  trigger: Trigger | null;
  /** What the form begins with. */
  draft: Draft;
  /** The fields of the workflow's input, until another version is chosen. */
  fields: readonly FormField[];
  onClose: () => void;
  onSaved: (trigger: Trigger) => void;
}

export function TriggerSheet({ workflow, trigger, onClose, onSaved, ...first }: TriggerSheetProps) {
  const { t } = useTranslation("triggers");
  const [begun] = useState(first.draft);
  const [draft, setDraft] = useState(begun);
  const [base, setBase] = useState(trigger);
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const save = useSaveTrigger(workflow.id);
  const fields = useInputFields(workflow, draft.version) ?? first.fields;
  const formId = useId();
  const kind = draft.settings.kind;

  const faults = tried ? faultsOf(draft, fields) : {};
  const refused = fieldErrors(save.error);
  const errorOf = (place: string): string | undefined => {
    const fault = faults[place];
    return fault ? t(`fault.${fault}`) : refused[place];
  };
  const send = (on: Trigger | null) => {
    setTried(true);
    if (Object.keys(faultsOf(draft, fields)).length > 0) {
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>(`#${CSS.escape(formId)} [aria-invalid]`)?.focus(),
      );
      return;
    }
    save.mutate(
      { id: on?.id ?? null, revision: on?.revision ?? 0, body: bodyOf(draft, fields) },
      {
        onSuccess: (saved) => {
          toast.done(t(on ? "edit.saved" : "edit.made", { name: saved.name }));
          onSaved(saved);
        },
      },
    );
  };
  const takeTheirs = (theirs: Trigger) => {
    setDraft(draftOf(theirs, fields));
    setBase(theirs);
    save.reset();
  };
  const inConflict = save.error instanceof ApiProblem && save.error.status === 412;
  const newer = trigger && base && trigger.revision > base.revision ? trigger : null;

  return (
    <Dialog
      as="sheet"
      open
      onOpenChange={(open) => !open && (draft === begun ? onClose() : setLeaving(true))}
      title={t(base ? "edit.title" : "edit.newTitle", { kind: t(`kind.${kind}.name`) })}
      description={t(`kind.${kind}.text`)}
      footer={
        <>
          <Button onClick={onClose}>{t("edit.cancel")}</Button>
          <Button kind="primary" type="submit" form={formId} busy={save.isPending} disabled={inConflict}>
            {t(base ? "edit.save" : "edit.make")}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send(base);
        }}
      >
        {inConflict && (
          <Conflict
            newer={newer}
            onTheirs={takeTheirs}
            onMine={(theirs) => {
              setBase(theirs);
              send(theirs);
            }}
          />
        )}
        {save.error && !inConflict && <ErrorPanel error={save.error} compact />}
        <Field label={t("edit.name")} error={errorOf("name")} required>
          {(c) => (
            <Input
              {...c}
              value={draft.name}
              maxLength={120}
              onChange={(e) => setDraft({ ...draft, name: e.target.value })}
            />
          )}
        </Field>
        <SettingsFields
          workflow={workflow}
          trigger={base}
          draft={draft}
          onChange={setDraft}
          fields={fields}
          errorOf={errorOf}
        />
        <hr className="border-line" />
        <MappingFields
          kind={kind}
          mapping={draft.mapping}
          onChange={(mapping) => setDraft({ ...draft, mapping })}
          fields={fields}
          errorOf={errorOf}
        />
        <VersionField
          workflow={workflow}
          version={draft.version}
          onChange={(version) => setDraft({ ...draft, version })}
          error={errorOf("version")}
        />
        <Checkbox
          checked={draft.enabled}
          onChange={(enabled) => setDraft({ ...draft, enabled })}
          label={t("edit.enabled")}
        />
      </form>
      <Confirm
        open={leaving}
        onOpenChange={setLeaving}
        title={t("leave.title")}
        description={t("leave.text")}
        confirmLabel={t("leave.go")}
        onConfirm={onClose}
        danger
      />
    </Dialog>
  );
}

interface ConflictProps {
  /** What somebody else saved; null until the list has read it. */
  newer: Trigger | null;
  onTheirs: (theirs: Trigger) => void;
  onMine: (theirs: Trigger) => void;
}

function Conflict({ newer, onTheirs, onMine }: ConflictProps) {
  const { t } = useTranslation("triggers");
  return (
    <div role="alert">
      <Callout
        tone="warn"
        title={t("conflict.title")}
        actions={
          newer && (
            <>
              <Button size="sm" onClick={() => onTheirs(newer)}>
                {t("conflict.theirs")}
              </Button>
              <Button size="sm" kind="danger" onClick={() => onMine(newer)}>
                {t("conflict.mine")}
              </Button>
            </>
          )
        }
      >
        {t(newer ? "conflict.text" : "conflict.reading")}
      </Callout>
    </div>
  );
}

interface SettingsFieldsProps {
  workflow: WorkflowDetail;
  trigger: Trigger | null;
  draft: Draft;
  onChange: (draft: Draft) => void;
  fields: readonly FormField[];
  errorOf: (place: string) => string | undefined;
}

function SettingsFields({ workflow, trigger, draft, onChange, fields, errorOf }: SettingsFieldsProps) {
  const { settings } = draft;
  const set = (changed: Draft["settings"]) => onChange({ ...draft, settings: changed });
  switch (settings.kind) {
    case "webhook":
      return (
        <WebhookFields
          settings={settings}
          onChange={set}
          errorOf={errorOf}
          secret={draft.secret}
          onSecret={(secret) => onChange({ ...draft, secret })}
          hasSecret={trigger?.has_secret ?? false}
        />
      );
    case "schedule":
      return <ScheduleFields settings={settings} onChange={set} errorOf={errorOf} />;
    case "form":
      return <FormPageFields settings={settings} onChange={set} errorOf={errorOf} fields={fields} />;
    case "event":
      return <EventFields settings={settings} onChange={set} errorOf={errorOf} />;
    case "workflow_end":
      return <EndFields settings={settings} onChange={set} errorOf={errorOf} workflowId={workflow.id} />;
  }
}

interface VersionFieldProps {
  workflow: WorkflowDetail;
  version: number | null;
  onChange: (version: number | null) => void;
  error: string | undefined;
}

function VersionField({ workflow, version, onChange, error }: VersionFieldProps) {
  const { t } = useTranslation("triggers");
  const versions = useWorkflowVersions(workflow.id);
  const known = versions.data?.pages.flatMap((page) => page.items.map((each) => each.version)) ?? [];
  const offered = version === null || known.includes(version) ? known : [version, ...known];
  if (offered.length === 0) return null;
  return (
    <Field label={t("edit.version")} error={error}>
      {(c) => (
        <Select
          {...c}
          value={version === null ? "" : String(version)}
          onChange={(value) => onChange(value === "" ? null : Number(value))}
          choices={[
            { value: "", label: t("edit.latest") },
            ...offered.map((v) => ({ value: String(v), label: t("edit.pinned", { version: v }) })),
          ]}
        />
      )}
    </Field>
  );
}
