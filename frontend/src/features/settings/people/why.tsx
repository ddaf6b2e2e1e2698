/** Why somebody may, or may not. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePermissions, useWhy } from "@/api/access";
import { useAgents } from "@/api/agents";
import { useMembers } from "@/api/company";
import { useWorkflows } from "@/api/workflows";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Combobox } from "@/ui/combobox";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { usePermissionWords } from "./words";

export function WhyCard() {
  const { t } = useTranslation("access");
  const words = usePermissionWords();
  const members = useMembers().data?.items ?? [];
  const permissions = usePermissions().data?.items ?? [];
  const agents = useAgents().data?.items ?? [];
  const workflows = useWorkflows().data?.items ?? [];
  const why = useWhy();
  const [user, setUser] = useState("");
  const [permission, setPermission] = useState("");
  const [resource, setResource] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    why.mutate({ user, permission, ...(resource ? { resource } : {}) });
  };
  const things = [...workflows, ...agents].map((each) => ({ value: each.id, label: each.name }));
  return (
    <Card>
      <CardHeader title={t("why.title")} description={t("why.text")} />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t("why.who")}>
            {(c) => (
              <Combobox
                {...c}
                value={user}
                onChange={setUser}
                choices={members.map((m) => ({ value: m.user_id, label: m.name || m.email }))}
              />
            )}
          </Field>
          <Field label={t("why.what")}>
            {(c) => (
              <Combobox
                {...c}
                value={permission}
                onChange={setPermission}
                choices={permissions.map((each) => ({ value: each.key, label: words(each).name }))}
              />
            )}
          </Field>
          <Field label={t("why.which")} optional>
            {(c) => (
              <Combobox
                {...c}
                value={resource}
                onChange={setResource}
                choices={[{ value: "", label: t("why.any") }, ...things]}
              />
            )}
          </Field>
        </div>
        <div className="flex justify-end">
          <Button type="submit" disabled={!user || !permission} busy={why.isPending}>
            {t("why.go")}
          </Button>
        </div>
        {why.error && <ErrorPanel error={why.error} compact />}
        {why.data && (
          <Callout tone={why.data.may ? "ok" : "warn"} title={t(why.data.may ? "why.yes" : "why.no")}>
            <ul className="list-disc pl-5">
              {why.data.reasons.map((reason) => (
                <li key={reason.text}>{reason.text}</li>
              ))}
            </ul>
          </Callout>
        )}
      </form>
    </Card>
  );
}
