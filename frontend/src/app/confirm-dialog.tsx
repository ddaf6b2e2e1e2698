/** Before an important change: prove again who you are. The change that asked goes on afterwards by itself. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { wasCalledOff } from "@/api/account";
import { confirmBy, confirmByPasskey, type Factors, useFactors } from "@/api/security";
import { useSession } from "@/api/session";
import { confirmAtProvider } from "@/api/sso";
import { fieldErrors } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { SecondStep } from "@/parts/second-step";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";

export function ConfirmDialog() {
  const { t } = useTranslation("account");
  const answer = useSession((s) => s.asking);
  const factors = useFactors();
  return (
    <Dialog
      open
      onOpenChange={() => answer?.(false)}
      size="sm"
      title={t("confirm.title")}
      description={t("confirm.text")}
    >
      <QueryView query={factors}>
        {(has) => <Proof methods={methodsOf(has)} onProven={() => answer?.(true)} />}
      </QueryView>
    </Dialog>
  );
}

function methodsOf(has: Factors): string[] {
  const found = [...(has.totp_since ? ["totp"] : []), ...(has.passkeys.length ? ["passkey"] : [])];
  return found.length && has.recovery_codes_left ? [...found, "recovery_code"] : found;
}

function Proof({ methods, onProven }: { methods: string[]; onProven: () => void }) {
  const { t } = useTranslation("account");
  const byProvider = useSession((s) => s.byProvider);
  if (byProvider && methods.length === 0) return <ProviderProof onProven={onProven} />;
  if (methods.length === 0) return <PasswordProof onProven={onProven} />;
  return (
    <SecondStep
      methods={methods}
      submitLabel={t("confirm.submit")}
      onCode={(code) => confirmBy({ code }).then(onProven)}
      onPasskey={() => confirmByPasskey().then(onProven)}
    />
  );
}

/** Who came in through the company's sign-in service, and may have nothing else, proves it there. */
function ProviderProof({ onProven }: { onProven: () => void }) {
  const { t } = useTranslation("account");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = () => {
    setBusy(true);
    setError(null);
    confirmAtProvider()
      .then(onProven, (problem) => wasCalledOff(problem) || setError(problem))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col gap-4">
      {error !== null && <ErrorPanel error={error} compact />}
      <p className="text-ui text-pretty text-muted">{t("confirm.provider")}</p>
      <div className="flex justify-end">
        <Button kind="primary" busy={busy} onClick={go}>
          {t("confirm.there")}
        </Button>
      </div>
    </div>
  );
}

function PasswordProof({ onProven }: { onProven: () => void }) {
  const { t } = useTranslation("account");
  const email = useSession((s) => s.user?.email ?? "");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const wrong = fieldErrors(error).password;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await confirmBy({ password });
      onProven();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {error !== null && !wrong && <ErrorPanel error={error} compact />}
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <Field label={t("confirm.password")} error={wrong}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <div className="flex justify-end">
        <Button kind="primary" type="submit" busy={busy} disabled={!password}>
          {t("confirm.submit")}
        </Button>
      </div>
    </form>
  );
}
