/** The mail server that notices leave through. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEmailChannel, useSaveEmailChannel } from "@/api/notifications";
import { useMay } from "@/api/session";
import type { EmailChannel } from "@/api/types";
import { fieldErrors } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

const empty: EmailChannel = {
  host: "",
  port: 587,
  security: "starttls",
  username: "",
  sender: "",
  enabled: true,
  password_set: false,
};
const securities = ["starttls", "tls", "none"] as const;

export function EmailSection() {
  const channel = useEmailChannel();
  return <QueryView query={channel}>{(data) => <EmailForm channel={data ?? empty} />}</QueryView>;
}

function EmailForm({ channel }: { channel: EmailChannel }) {
  const { t } = useTranslation("settings");
  const mayManage = useMay("notification.manage");
  const save = useSaveEmailChannel();
  const [form, setForm] = useState({ ...channel, password: "" });
  const set = (change: Partial<typeof form>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { password, password_set: _set, ...rest } = form;
    save.mutate(password ? { ...rest, password } : rest, { onSuccess: () => toast.done(t("email.saved")) });
  };
  const refused = fieldErrors(save.error);
  return (
    <Card>
      <CardHeader title={t("email.title")} description={t("email.text")} />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {save.error && <ErrorPanel error={save.error} compact />}
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7rem_10rem]">
          <Field label={t("email.host")} error={refused.host}>
            {(c) => (
              <Input
                {...c}
                value={form.host}
                onChange={(e) => set({ host: e.target.value })}
                disabled={!mayManage}
              />
            )}
          </Field>
          <Field label={t("email.port")} error={refused.port}>
            {(c) => (
              <Input
                {...c}
                inputMode="numeric"
                value={String(form.port)}
                onChange={(e) => set({ port: Number(e.target.value.replace(/\D/g, "")) })}
                disabled={!mayManage}
              />
            )}
          </Field>
          <Field label={t("email.security")}>
            {(c) => (
              <Select
                {...c}
                value={form.security}
                onChange={(value) => set({ security: securities.find((s) => s === value) ?? "starttls" })}
                disabled={!mayManage}
                choices={securities.map((value) => ({
                  value,
                  label: t(`email.securities.${value}`),
                }))}
              />
            )}
          </Field>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("email.username")} error={refused.username} optional>
            {(c) => (
              <Input
                {...c}
                autoComplete="off"
                value={form.username}
                onChange={(e) => set({ username: e.target.value })}
                disabled={!mayManage}
              />
            )}
          </Field>
          <Field label={t("email.password")} error={refused.password} optional>
            {(c) => (
              <Input
                {...c}
                type="password"
                autoComplete="new-password"
                placeholder={channel.password_set ? t("email.passwordSet") : ""}
                value={form.password}
                onChange={(e) => set({ password: e.target.value })}
                disabled={!mayManage}
              />
            )}
          </Field>
        </div>
        <Field label={t("email.sender")} help={t("email.senderHelp")} error={refused.sender}>
          {(c) => (
            <Input
              {...c}
              type="email"
              value={form.sender}
              placeholder="agents@example.com"
              onChange={(e) => set({ sender: e.target.value })}
              disabled={!mayManage}
            />
          )}
        </Field>
        <Checkbox
          checked={form.enabled}
          onChange={(enabled) => set({ enabled })}
          label={t("email.enabled")}
          disabled={!mayManage}
        />
        {mayManage && (
          <div className="flex justify-end">
            <Button
              kind="primary"
              type="submit"
              busy={save.isPending}
              disabled={form.host.trim() === "" || form.sender.trim() === ""}
            >
              {t("save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
