/** Making or changing a role: its name and what it allows. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Permission, type Role, usePermissions, useSaveRole } from "@/api/access";
import { useSession } from "@/api/session";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { byGroup } from "./by-group";
import { usePermissionWords } from "./words";

export function RoleDialog({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const { t } = useTranslation("access");
  const id = useId();
  const permissions = usePermissions().data?.items ?? [];
  const save = useSaveRole();
  const [title, setTitle] = useState(role?.title ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(role?.permissions));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { title: title.trim(), description: description.trim(), permissions: [...chosen] };
    save.mutate(
      { role, body },
      {
        onSuccess: (saved) => {
          toast.done(t("roles.saved", { name: saved.title }));
          onClose();
        },
      },
    );
  };
  const toggle = (key: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(key);
    else next.delete(key);
    setChosen(next);
  };
  const wrong = fieldErrors(save.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={role ? t("roles.changeOf", { name: role.title }) : t("roles.add")}
      footer={
        <Button kind="primary" type="submit" form={id} disabled={!title.trim()} busy={save.isPending}>
          {t("roles.save")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("roles.name")} error={wrong.title}>
          {(c) => <Input {...c} value={title} maxLength={60} onChange={(e) => setTitle(e.target.value)} />}
        </Field>
        <Field label={t("roles.description")} optional>
          {(c) => (
            <Input
              {...c}
              value={description}
              maxLength={500}
              onChange={(e) => setDescription(e.target.value)}
            />
          )}
        </Field>
        {byGroup(permissions).map(([group, members]) => (
          <fieldset key={group} className="flex flex-col gap-2.5">
            <legend className="mb-2 text-ui font-semibold">{t(`group.${group}`)}</legend>
            {members.map((each) => (
              <Choice
                key={each.key}
                permission={each}
                checked={chosen.has(each.key)}
                onChange={(on) => toggle(each.key, on)}
              />
            ))}
          </fieldset>
        ))}
      </form>
    </Dialog>
  );
}

function Choice({
  permission,
  checked,
  onChange,
}: {
  permission: Permission;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation("access");
  const words = usePermissionWords();
  const mine = useSession((s) => s.company?.permissions) ?? [];
  const has = mine.includes(permission.key);
  const { name, sentence } = words(permission);
  return (
    <Checkbox
      checked={checked}
      disabled={!has}
      onChange={onChange}
      label={name}
      help={has ? sentence : t("roles.notYours")}
    />
  );
}
