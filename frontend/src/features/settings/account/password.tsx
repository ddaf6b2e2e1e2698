/** Another password. The present one is asked for, and every other session ends. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangePassword } from "@/api/security";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";

const none = { current: "", password: "" };

export function PasswordCard() {
  const { t } = useTranslation("account");
  const change = useChangePassword();
  const [form, setForm] = useState(none);
  const wrong = fieldErrors(change.error).password;
  const isCurrent = change.error?.message !== undefined && wrong?.includes("present");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(form, {
      onSuccess: () => {
        setForm(none);
        toast.done(t("password.saved"));
      },
    });
  };
  return (
    <Card>
      <CardHeader title={t("password.title")} description={t("password.text")} />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {change.error && !wrong && <ErrorPanel error={change.error} compact />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("password.current")} error={isCurrent ? wrong : undefined}>
            {(c) => (
              <Input
                {...c}
                type="password"
                autoComplete="current-password"
                value={form.current}
                onChange={(e) => setForm({ ...form, current: e.target.value })}
              />
            )}
          </Field>
          <Field label={t("password.new")} help={t("password.help")} error={isCurrent ? undefined : wrong}>
            {(c) => (
              <Input
                {...c}
                type="password"
                autoComplete="new-password"
                value={form.password}
                onChange={(e) => setForm({ ...form, password: e.target.value })}
              />
            )}
          </Field>
        </div>
        <div className="flex justify-end">
          <Button type="submit" busy={change.isPending} disabled={!form.current || !form.password}>
            {t("password.change")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
