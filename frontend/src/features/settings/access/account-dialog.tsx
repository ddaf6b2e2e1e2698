/** Making or changing a service account: its name, and the role that says what its keys may at most. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoles } from "@/api/access";
import { type ServiceAccount, useSaveAccount } from "@/api/api-keys";
import { useSession } from "@/api/session";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";

export function AccountDialog({ account, onClose }: { account: ServiceAccount | null; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const { t: ta } = useTranslation("app");
  const save = useSaveAccount();
  const roles = useRoles();
  const mine = useSession((state) => state.company?.permissions);
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState(account?.role ?? "operator");
  const id = useId();
  const refused = fieldErrors(save.error);
  // Nobody gives away more than is theirs.
  const given = (roles.data?.items ?? []).filter((each) =>
    each.permissions.every((one) => mine?.includes(one)),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(account ? { id: account.id, name, role } : { name, role }, {
      onSuccess: () => {
        toast.done(t("accounts.saved"));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={account ? t("accounts.changeOf", { name: account.name }) : t("accounts.add")}
      footer={
        <Button kind="primary" type="submit" form={id} busy={save.isPending} disabled={!name.trim()}>
          {t("accounts.save")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("keys.name")} help={t("keys.nameHelp")} error={refused.name}>
          {(c) => <Input {...c} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t("accounts.role")} error={refused.role}>
          {(c) => (
            <Select
              {...c}
              value={role}
              onChange={setRole}
              choices={given.map((each) => ({
                value: each.name,
                label: ta(`roles.${each.name}`, { defaultValue: each.title }),
              }))}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
