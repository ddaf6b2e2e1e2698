/** What proves that it is you: password, authenticator app, passkeys, recovery codes; and where you are signed in. */
import { useTranslation } from "react-i18next";
import { useFactors, usePolicy, useSavePolicy } from "@/api/security";
import { useMay, useSession } from "@/api/session";
import { QueryView } from "@/parts/query-view";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { useProblemToast } from "@/ui/problem-words";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { AppCard } from "./app";
import { CodesCard } from "./codes";
import { PasskeysCard } from "./passkeys";
import { PasswordCard } from "./password";
import { SessionsCard } from "./sessions";

export default function SecuritySection() {
  const { t } = useTranslation("account");
  const factors = useFactors();
  const missing = useSession((s) => s.missing);
  return (
    <div className="flex flex-col gap-5">
      {missing && (
        <Callout tone="warn" title={t("missing.title")}>
          {t("missing.text")}
        </Callout>
      )}
      <QueryView query={factors}>
        {(has) => (
          <>
            <AppCard since={has.totp_since} />
            <PasskeysCard passkeys={has.passkeys} />
            {(has.totp_since || has.passkeys.length > 0) && <CodesCard left={has.recovery_codes_left} />}
          </>
        )}
      </QueryView>
      <PasswordCard />
      <SessionsCard />
      <PolicyCard />
    </div>
  );
}

function PolicyCard() {
  const mayManage = useMay("company.manage");
  return mayManage ? <PolicyForm /> : null;
}

function PolicyForm() {
  const { t } = useTranslation("account");
  const policy = usePolicy();
  const save = useSavePolicy();
  const fail = useProblemToast();
  return (
    <Card>
      <CardHeader title={t("policy.title")} description={t("policy.text")} />
      <div className="px-5 pb-5">
        <QueryView query={policy}>
          {(now) => (
            <Checkbox
              label={t("policy.required")}
              checked={now.second_factor_required}
              disabled={save.isPending}
              onChange={(required) =>
                save.mutate(required, { onSuccess: () => toast.done(t("saved")), onError: fail })
              }
            />
          )}
        </QueryView>
      </div>
    </Card>
  );
}
