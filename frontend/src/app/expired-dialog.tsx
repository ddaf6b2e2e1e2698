/** The session ended while someone was working: sign in again right here, the page behind keeps what was typed. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FactorNeeded, finishByCode, finishByPasskey, logIn } from "@/api/account";
import { leave, useSession } from "@/api/session";
import { SecondStep } from "@/parts/second-step";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";

export function ExpiredDialog() {
  const { t } = useTranslation("app");
  const email = useSession((s) => s.user?.email ?? "");
  const cache = useQueryClient();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [needed, setNeeded] = useState<FactorNeeded | null>(null);
  const goOn = () => cache.invalidateQueries();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const asked = await logIn({ email, password });
      setNeeded(asked);
      if (!asked) await goOn();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onOpenChange={() => undefined}
      dismissable={false}
      size="sm"
      title={t("expired.title")}
      description={t("expired.text")}
    >
      {needed ? (
        <SecondStep
          methods={needed.methods}
          submitLabel={t("expired.submit")}
          onCode={(code) => finishByCode(needed.challenge, code).then(goOn)}
          onPasskey={() => finishByPasskey(needed.challenge).then(goOn)}
        />
      ) : (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          {error !== null && <ErrorPanel error={error} compact />}
          <Field label={t("expired.email")}>
            {(control) => <Input {...control} type="email" value={email} readOnly autoComplete="username" />}
          </Field>
          <Field label={t("expired.password")}>
            {(control) => (
              <Input
                {...control}
                type="password"
                value={password}
                onChange={(e) => setPassword(e.target.value)}
                autoComplete="current-password"
                required
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={leave}>{t("expired.leave")}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {t("expired.submit")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
