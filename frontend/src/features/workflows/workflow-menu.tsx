/** What can be done with a workflow from the list: its versions, a copy, another name, a file, an end. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Copy,
  Download,
  EllipsisVertical,
  History,
  Import as ImportIcon,
  Pencil,
  Trash2,
  Users,
} from "lucide-react";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveWorkflowFile, type TextFormat } from "@/api/exchange";
import { leaveStale } from "@/api/keys";
import { useMay } from "@/api/session";
import type { Workflow } from "@/api/types";
import { fetchWorkflow, saveDraft, useCreateWorkflow, useDeleteWorkflow } from "@/api/workflows";
import { Button, IconButton } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

const ImportNewDialog = lazy(() =>
  import("@/parts/import-dialog").then((module) => ({ default: module.ImportNewDialog })),
);
const ShareDialog = lazy(() => import("@/parts/share-dialog"));
const NAME_LENGTH = 120;

export function WorkflowMenu({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation("workflows");
  const navigate = useNavigate();
  const mayWrite = useMay("workflow.write");
  const [asking, setAsking] = useState<"rename" | "delete" | "share" | null>(null);
  const mayShare = useMay("access.manage");
  const fail = useProblemToast();
  const duplicate = useDuplicate(workflow);
  const { id, name } = workflow;
  const save = (format: TextFormat) => void saveWorkflowFile(id, format).catch(fail);
  return (
    <span className="relative z-10 inline-flex">
      <Menu
        label={t("menu.more", { name })}
        trigger={
          <IconButton size="sm" label={t("menu.more", { name })}>
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<History size={15} aria-hidden />}
          onSelect={() => void navigate({ to: "/workflows/$id/versions", params: { id } })}
        >
          {t("menu.versions")}
        </MenuItem>
        <MenuItem icon={<Download size={15} aria-hidden />} onSelect={() => save("yaml")}>
          {t("menu.yaml")}
        </MenuItem>
        <MenuItem icon={<Download size={15} aria-hidden />} onSelect={() => save("json")}>
          {t("menu.json")}
        </MenuItem>
        {mayShare && (
          <MenuItem icon={<Users size={15} aria-hidden />} onSelect={() => setAsking("share")}>
            {t("menu.share")}
          </MenuItem>
        )}
        {mayWrite && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Pencil size={15} aria-hidden />} onSelect={() => setAsking("rename")}>
              {t("menu.rename")}
            </MenuItem>
            <MenuItem icon={<Copy size={15} aria-hidden />} onSelect={() => void duplicate()}>
              {t("menu.duplicate")}
            </MenuItem>
            <MenuItem danger icon={<Trash2 size={15} aria-hidden />} onSelect={() => setAsking("delete")}>
              {t("menu.delete")}
            </MenuItem>
          </>
        )}
      </Menu>
      <Suspense fallback={null}>
        {asking === "share" && <ShareDialog resource={id} name={name} onClose={() => setAsking(null)} />}
      </Suspense>
      {asking === "rename" && <RenameDialog workflow={workflow} onClose={() => setAsking(null)} />}
      {asking === "delete" && <DeleteDialog workflow={workflow} onClose={() => setAsking(null)} />}
    </span>
  );
}

/** A copy of the draft, of the same agent, opened by the toast. */
function useDuplicate(workflow: Workflow): () => Promise<void> {
  const { t } = useTranslation("workflows");
  const create = useCreateWorkflow();
  const navigate = useNavigate();
  const fail = useProblemToast();
  return async () => {
    try {
      const { draft, description, agent_id } = await fetchWorkflow(workflow.id);
      const name = t("menu.copyName", { name: workflow.name.slice(0, NAME_LENGTH - 12) });
      const copy = await create.mutateAsync({ name, description, agent_id, graph: draft.graph });
      toast.done(t("menu.duplicated", { name: copy.name }), {
        action: {
          label: t("menu.open"),
          onClick: () => void navigate({ to: "/workflows/$id", params: { id: copy.id } }),
        },
      });
    } catch (error) {
      fail(error);
    }
  };
}

interface WorkflowDialogProps {
  workflow: Workflow;
  onClose: () => void;
}

function RenameDialog({ workflow, onClose }: WorkflowDialogProps) {
  const { t } = useTranslation("workflows");
  const cache = useQueryClient();
  const [name, setName] = useState(workflow.name);
  const [description, setDescription] = useState(workflow.description);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { draft, draft_revision: revision } = await fetchWorkflow(workflow.id);
      await saveDraft(workflow.id, { graph: draft.graph, revision, name: name.trim(), description });
      await leaveStale(cache, ["workflows"]);
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="sm"
      title={t("rename.title")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            kind="primary"
            type="submit"
            form="rename-workflow"
            busy={busy}
            disabled={name.trim() === ""}
          >
            {t("rename.go")}
          </Button>
        </>
      }
    >
      <form id="rename-workflow" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {error !== null && <ErrorPanel compact error={error} />}
        <Field label={t("rename.name")} required>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={NAME_LENGTH}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("rename.description")} optional>
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function DeleteDialog({ workflow, onClose }: WorkflowDialogProps) {
  const { t } = useTranslation("workflows");
  const remove = useDeleteWorkflow();
  const fail = useProblemToast();
  return (
    <Confirm
      open
      danger
      onOpenChange={(open) => !open && onClose()}
      title={t("delete.title", { name: workflow.name })}
      description={t(workflow.live_version === null ? "delete.text" : "delete.textLive")}
      confirmLabel={t("delete.go")}
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(workflow.id, {
          onSuccess: () => toast.done(t("delete.done", { name: workflow.name })),
          onError: fail,
          onSettled: onClose,
        })
      }
    />
  );
}

export function ImportButton() {
  const { t } = useTranslation("workflows");
  const navigate = useNavigate();
  const mayWrite = useMay("workflow.write");
  const [open, setOpen] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button icon={<ImportIcon size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("import")}
      </Button>
      <Suspense fallback={null}>
        {open && (
          <ImportNewDialog
            onClose={() => setOpen(false)}
            onMade={(made) => void navigate({ to: "/workflows/$id", params: { id: made.id } })}
          />
        )}
      </Suspense>
    </>
  );
}
