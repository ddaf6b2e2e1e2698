/** Who may read: everyone, or chosen people and roles; for a document also whoever its source lets. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/company";
import { type KnowledgeBase, type KnowledgeDocument, useSetAccess } from "@/api/knowledge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Segmented } from "@/ui/segmented";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { toggled } from "./names";

const roles = ["owner", "admin", "builder", "operator", "viewer"] as const;

/** Chooses names; `everyone` stands alone. */
export function OpenTo({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (value: string[]) => void;
}) {
  const { t } = useTranslation("knowledge");
  const members = useMembers();
  const isOpen = value.includes("everyone");
  const set = (name: string) => onChange(toggled(value, name));
  const others = value.filter((each) => each.startsWith("group:"));
  return (
    <div className="flex flex-col gap-3">
      <Segmented
        label={t("access.label")}
        value={isOpen ? "everyone" : "some"}
        onChange={(next) =>
          onChange(next === "everyone" ? ["everyone"] : value.filter((v) => v !== "everyone"))
        }
        choices={[
          { value: "everyone", label: t("access.everyone") },
          { value: "some", label: t("access.some") },
        ]}
      />
      {!isOpen && (
        <div className="grid gap-4 sm:grid-cols-2">
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1 text-caption font-medium text-muted">{t("access.roles")}</legend>
            {roles.map((role) => (
              <Checkbox
                key={role}
                checked={value.includes(`role:${role}`)}
                onChange={() => set(`role:${role}`)}
                label={t(`role.${role}`)}
              />
            ))}
            {others.map((name) => (
              <Checkbox key={name} checked onChange={() => set(name)} label={name.replace("group:", "")} />
            ))}
          </fieldset>
          <fieldset className="flex max-h-56 flex-col gap-1.5 overflow-y-auto">
            <legend className="mb-1 text-caption font-medium text-muted">{t("access.people")}</legend>
            {members.data?.items.map((member) => (
              <Checkbox
                key={member.user_id}
                checked={value.includes(`user:${member.user_id}`)}
                onChange={() => set(`user:${member.user_id}`)}
                label={member.name ?? member.email}
              />
            ))}
          </fieldset>
        </div>
      )}
    </div>
  );
}

export function AccessDialog({
  base,
  document,
  onClose,
}: {
  base: KnowledgeBase;
  document: KnowledgeDocument;
  onClose: () => void;
}) {
  const { t } = useTranslation("knowledge");
  const save = useSetAccess(base.id);
  const [own, setOwn] = useState(document.open_to !== null);
  const [names, setNames] = useState<readonly string[]>(document.open_to ?? []);
  const submit = () =>
    save.mutate(
      { document: document.id, open_to: own ? [...names] : null },
      {
        onSuccess: () => {
          toast.done(t("access.done"));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("access.title", { name: document.name })}
      description={t("access.text")}
      footer={
        <Button kind="primary" busy={save.isPending} disabled={own && names.length === 0} onClick={submit}>
          {t("save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Checkbox checked={!own} onChange={(inherits) => setOwn(!inherits)} label={t("access.asSource")} />
        {own && <OpenTo value={names} onChange={setNames} />}
      </div>
    </Dialog>
  );
}
