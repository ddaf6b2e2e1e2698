/** Inviting somebody by e-mail. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useInvite, useRoles } from "@/api/access";
import { useSession } from "@/api/session";
import { fieldErrors } from "@/lib/problem";
import { givable, useRoleName } from "@/parts/role-names";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { LinkMade } from "./link-made";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("access");
  const id = useId();
  const roles = useRoles().data?.items ?? [];
  const mine = useSession((s) => s.company?.permissions) ?? [];
  const roleName = useRoleName();
  const invite = useInvite();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("operator");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role });
  };
  const made = invite.data;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={made ? t("invite.made", { email: made.email }) : t("invite.title")}
      {...(made ? {} : { description: t("invite.text") })}
      footer={
        made ? (
          <Button kind="primary" onClick={onClose}>
            {t("invite.close")}
          </Button>
        ) : (
          <Button kind="primary" type="submit" form={id} disabled={!email.trim()} busy={invite.isPending}>
            {t("invite.go")}
          </Button>
        )
      }
    >
      {made ? (
        <LinkMade made={made} />
      ) : (
        <form id={id} onSubmit={submit} className="flex flex-col gap-4">
          {invite.error && <ErrorPanel error={invite.error} compact />}
          <Field label={t("invite.email")} error={fieldErrors(invite.error).email}>
            {(c) => <Input {...c} type="email" value={email} onChange={(e) => setEmail(e.target.value)} />}
          </Field>
          <Field label={t("members.role")}>
            {(c) => (
              <Select
                {...c}
                value={role}
                onChange={setRole}
                choices={givable(roles, mine).map((each) => ({
                  value: each.name,
                  label: roleName(each.name),
                  description: t(`sentence.${each.name}`, { defaultValue: each.description }),
                }))}
              />
            )}
          </Field>
        </form>
      )}
    </Dialog>
  );
}
