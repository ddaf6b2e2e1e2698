/** The provider itself: its issuer and this application's client there, which role its groups give, and who must use it. */
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRoles } from "@/api/access";
import { type Provider, type RoleOfGroup, useDisconnect, useSaveProvider } from "@/api/sso";
import { fieldErrors } from "@/lib/problem";
import { useRoleName } from "@/parts/role-names";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

type Row = RoleOfGroup & { id: number };

export function ProviderForm({ stored }: { stored: Provider }) {
  const { t } = useTranslation("sso");
  const save = useSaveProvider();
  const [draft, setDraft] = useState({ ...stored, client_secret: "" });
  const [rows, setRows] = useState<Row[]>(() => stored.roles.map((row, id) => ({ ...row, id })));
  const change = (more: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...more }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        issuer: draft.issuer,
        client_id: draft.client_id,
        client_secret: draft.client_secret || null,
        groups_claim: draft.groups_claim,
        default_role: draft.default_role,
        is_required: draft.is_required,
        signs_out: draft.signs_out,
        roles: rows.map(({ group, role }) => ({ group, role })),
      },
      { onSuccess: () => toast.done(t("provider.saved")) },
    );
  };
  const wrong = fieldErrors(save.error);
  return (
    <Card>
      <CardHeader title={t("provider.title")} description={t("provider.text")} />
      <form onSubmit={submit} noValidate className="flex flex-col gap-4 border-t border-line p-5">
        <Field label={t("provider.issuer")} help={t("provider.issuerHelp")} error={wrong.issuer}>
          {(c) => (
            <Input
              {...c}
              type="url"
              value={draft.issuer}
              onChange={(e) => change({ issuer: e.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("provider.client")} error={wrong.client_id}>
            {(c) => (
              <Input
                {...c}
                autoComplete="off"
                value={draft.client_id}
                onChange={(e) => change({ client_id: e.target.value })}
              />
            )}
          </Field>
          <Field
            label={t("provider.secret")}
            help={stored.is_set_up ? t("provider.secretKept") : undefined}
            error={wrong.client_secret}
          >
            {(c) => (
              <Input
                {...c}
                type="password"
                autoComplete="off"
                value={draft.client_secret}
                onChange={(e) => change({ client_secret: e.target.value })}
              />
            )}
          </Field>
        </div>
        <Groups
          rows={rows}
          setRows={setRows}
          claim={draft.groups_claim}
          usual={draft.default_role}
          change={change}
          wrong={wrong}
        />
        <Checkbox
          label={t("provider.required")}
          help={t("provider.requiredText")}
          checked={draft.is_required}
          onChange={(is_required) => change({ is_required })}
        />
        <Checkbox
          label={t("provider.signsOut")}
          help={t("provider.signsOutText", { address: stored.signed_out_uri })}
          checked={draft.signs_out}
          onChange={(signs_out) => change({ signs_out })}
        />
        {save.error && Object.keys(wrong).length === 0 && <ErrorPanel error={save.error} compact />}
        <div className="flex flex-wrap justify-end gap-2">
          {stored.is_set_up && <Disconnect />}
          <Button kind="primary" type="submit" busy={save.isPending}>
            {t("provider.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Groups({
  rows,
  setRows,
  claim,
  usual,
  change,
  wrong,
}: {
  rows: readonly Row[];
  setRows: (rows: Row[]) => void;
  claim: string;
  usual: string;
  change: (more: { groups_claim?: string; default_role?: string }) => void;
  wrong: Record<string, string>;
}) {
  const { t } = useTranslation("sso");
  const roleName = useRoleName();
  const roles = (useRoles().data?.items ?? []).filter((role) => role.name !== "owner");
  const choices = roles.map((role) => ({ value: role.name, label: roleName(role.name) }));
  const set = (id: number, more: Partial<RoleOfGroup>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...more } : row)));
  const add = () =>
    setRows([...rows, { id: Math.max(0, ...rows.map((r) => r.id + 1)), group: "", role: "viewer" }]);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-ui font-medium">{t("roles.title")}</legend>
      <p className="text-caption text-muted">{t("roles.text")}</p>
      {rows.map((row, at) => (
        <div key={row.id} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Input
              aria-label={t("roles.group", { number: at + 1 })}
              placeholder={t("roles.groupPlaceholder")}
              value={row.group}
              onChange={(e) => set(row.id, { group: e.target.value })}
            />
            {wrong[`roles/${at}/group`] && <p className="text-caption text-err">{t("roles.groupMissing")}</p>}
          </div>
          <div className="w-44 shrink-0">
            <Select
              aria-label={t("roles.role", { number: at + 1 })}
              value={row.role}
              choices={choices}
              onChange={(role) => set(row.id, { role })}
            />
          </div>
          <IconButton
            label={t("roles.remove", { number: at + 1 })}
            onClick={() => setRows(rows.filter((each) => each.id !== row.id))}
          >
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button size="sm" className="self-start" icon={<Plus size={14} aria-hidden />} onClick={add}>
        {t("roles.add")}
      </Button>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("roles.usual")} help={t("roles.usualHelp")} error={wrong.default_role}>
          {(c) => (
            <Select
              {...c}
              value={usual}
              choices={choices}
              onChange={(default_role) => change({ default_role })}
            />
          )}
        </Field>
        <Field label={t("roles.claim")} help={t("roles.claimHelp")} error={wrong.groups_claim}>
          {(c) => <Input {...c} value={claim} onChange={(e) => change({ groups_claim: e.target.value })} />}
        </Field>
      </div>
    </fieldset>
  );
}

function Disconnect() {
  const { t } = useTranslation("sso");
  const disconnect = useDisconnect();
  const fail = useProblemToast();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("disconnect.open")}</Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        danger
        title={t("disconnect.title")}
        description={t("disconnect.text")}
        confirmLabel={t("disconnect.go")}
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate(undefined, { onError: fail, onSettled: () => setAsking(false) })}
      />
    </>
  );
}
