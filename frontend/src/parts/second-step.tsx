/** Proving who one is besides the password: a passkey, a code of the authenticator app, or a recovery code. */
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { passkeysWork, wasCalledOff } from "@/api/account";
import { Button } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";

export function SecondStep({
  methods,
  submitLabel,
  onCode,
  onPasskey,
}: {
  methods: readonly string[];
  submitLabel: string;
  onCode: (code: string) => Promise<void>;
  onPasskey: () => Promise<void>;
}) {
  const { t } = useTranslation("account");
  const hasApp = methods.includes("totp");
  const hasPasskey = methods.includes("passkey");
  const [recovery, setRecovery] = useState(!hasApp && !hasPasskey);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState<"code" | "passkey" | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = async (which: "code" | "passkey", work: () => Promise<void>) => {
    setBusy(which);
    setError(null);
    try {
      await work();
    } catch (problem) {
      if (!wasCalledOff(problem)) setError(problem);
      setCode("");
    } finally {
      setBusy(null);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run("code", () => onCode(code.trim()));
  };
  const asksCode = hasApp || recovery;
  return (
    <div className="flex flex-col gap-4">
      {error !== null && <ErrorPanel error={error} compact />}
      {hasPasskey && (
        <Button
          kind={asksCode ? "secondary" : "primary"}
          size="lg"
          className="w-full"
          busy={busy === "passkey"}
          disabled={!passkeysWork()}
          onClick={() => void run("passkey", onPasskey)}
        >
          <KeyRound size={17} aria-hidden />
          {t("step.passkey")}
        </Button>
      )}
      {hasPasskey && !passkeysWork() && <p className="text-caption text-muted">{t("step.noPasskeysHere")}</p>}
      {asksCode && (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field
            label={t(recovery ? "step.recoveryCode" : "step.code")}
            help={t(recovery ? "step.recoveryHelp" : "step.codeHelp")}
          >
            {(control) => (
              <Input
                {...control}
                autoFocus
                className="h-11 font-mono tracking-wider"
                inputMode={recovery ? "text" : "numeric"}
                autoComplete="one-time-code"
                maxLength={40}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
          <Button
            kind="primary"
            size="lg"
            type="submit"
            className="w-full"
            busy={busy === "code"}
            disabled={!code.trim()}
          >
            {submitLabel}
          </Button>
        </form>
      )}
      {methods.includes("recovery_code") && (hasApp || hasPasskey) && (
        <Button kind="ghost" size="sm" onClick={() => setRecovery(!recovery)}>
          {t(recovery ? "step.useOther" : "step.useRecovery")}
        </Button>
      )}
    </div>
  );
}
