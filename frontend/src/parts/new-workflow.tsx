/** Makes a workflow: a name and the agent it belongs to, then straight into the editor. */
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowRight, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useMay } from "@/api/session";
import type { Graph } from "@/api/types";
import { useCreateWorkflow } from "@/api/workflows";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { IconTile } from "@/ui/step-icon";

const emptyGraph: Graph = {
  input: { type: "object", properties: {}, required: [] },
  steps: [],
  edges: [],
  output: {},
  layout: {},
};

export function NewWorkflowButton({ agentId }: { agentId?: string }) {
  const { t } = useTranslation("parts");
  const [open, setOpen] = useState(false);
  const mayWrite = useMay("workflow.write");
  if (!mayWrite) return null;
  return (
    <>
      <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("newWorkflow.button")}
      </Button>
      {open && <NewWorkflowDialog onClose={() => setOpen(false)} {...(agentId ? { agentId } : {})} />}
    </>
  );
}

function NewWorkflowDialog({ agentId, onClose }: { agentId?: string; onClose: () => void }) {
  const { t } = useTranslation("parts");
  const navigate = useNavigate();
  const agents = useAgents();
  const create = useCreateWorkflow();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [agent, setAgent] = useState(agentId ?? "");
  const choices = (agents.data?.items ?? [])
    .filter((a) => a.status !== "retired")
    .map((a) => ({ value: a.id, label: a.name, description: a.role }));
  const chosen = agent || (choices.length === 1 ? (choices[0]?.value ?? "") : "");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), agent_id: chosen, description: description.trim(), graph: emptyGraph },
      {
        onSuccess: (workflow) => {
          onClose();
          void navigate({ to: "/workflows/$id", params: { id: workflow.id } });
        },
      },
    );
  };
  const noAgents = agents.isSuccess && choices.length === 0;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={t("newWorkflow.title")}
      description={t("newWorkflow.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("newWorkflow.cancel")}</Button>
          <Button
            kind="primary"
            type="submit"
            form="new-workflow"
            busy={create.isPending}
            disabled={name.trim() === "" || chosen === ""}
          >
            {t("newWorkflow.create")}
          </Button>
        </>
      }
    >
      <Link
        to="/templates"
        onClick={onClose}
        className="mb-4 flex items-center gap-3 rounded-control border border-line px-3 py-2.5 hover:border-line-strong hover:bg-surface-2"
      >
        <IconTile icon="sparkles" category="agent" size={28} />
        <span className="min-w-0 flex-1">
          <span className="block font-medium text-ui">{t("newWorkflow.fromTemplate")}</span>
          <span className="block text-caption text-muted">{t("newWorkflow.fromTemplateText")}</span>
        </span>
        <ArrowRight size={16} className="text-muted" aria-hidden />
      </Link>
      <form id="new-workflow" onSubmit={submit} className="flex flex-col gap-4">
        {create.error && <ErrorPanel error={create.error} compact />}
        <Field label={t("newWorkflow.name")} required>
          {(c) => (
            <Input
              {...c}
              value={name}
              onChange={(e) => setName(e.target.value)}
              placeholder={t("newWorkflow.nameExample")}
            />
          )}
        </Field>
        <Field label={t("newWorkflow.description")} optional>
          {(c) => (
            <Textarea {...c} rows={2} value={description} onChange={(e) => setDescription(e.target.value)} />
          )}
        </Field>
        {!agentId && (
          <Field
            label={t("newWorkflow.agent")}
            help={noAgents ? t("newWorkflow.noAgents") : t("newWorkflow.agentHelp")}
            required
          >
            {(c) => (
              <Select
                {...c}
                value={chosen}
                onChange={setAgent}
                choices={choices}
                placeholder={t("newWorkflow.chooseAgent")}
              />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  );
}
