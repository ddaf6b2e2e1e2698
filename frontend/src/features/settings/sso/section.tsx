/** Settings → Single sign-on: connect an identity provider in four steps, try it out, and connect a directory. */
import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Provider, useCheckProvider, useProvider, useTryProvider } from "@/api/sso";
import { QueryView } from "@/parts/query-view";
import { SsoSteps } from "@/parts/sso-steps";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { ErrorPanel } from "@/ui/error-panel";
import { Directory } from "./directory";
import { Domains } from "./domains";
import { ProviderForm } from "./provider-form";

export default function SsoSection() {
  const provider = useProvider();
  return (
    <QueryView query={provider}>
      {(stored) => (
        <div className="flex flex-col gap-5">
          <Register provider={stored} />
          <ProviderForm key={`${stored.issuer} ${stored.client_id}`} stored={stored} />
          <Domains provider={stored} />
          {stored.is_set_up && <TryIt />}
          {stored.is_set_up && <Directory />}
        </div>
      )}
    </QueryView>
  );
}

function Register({ provider }: { provider: Provider }) {
  const { t } = useTranslation("sso");
  return (
    <Card>
      <CardHeader title={t("register.title")} description={t("register.text")} />
      <div className="flex flex-col gap-1 border-t border-line p-5">
        <p className="text-ui font-medium">{t("register.redirect")}</p>
        <p className="flex items-center gap-2">
          <code className="min-w-0 break-all rounded-control bg-surface-2 px-2 py-1 text-caption">
            {provider.redirect_uri}
          </code>
          <CopyButton text={provider.redirect_uri} label={t("register.copy")} />
        </p>
        <p className="text-caption text-muted">{t("register.claims")}</p>
      </div>
    </Card>
  );
}

function TryIt() {
  const { t } = useTranslation("sso");
  const check = useCheckProvider();
  const trial = useTryProvider();
  return (
    <Card>
      <CardHeader title={t("try.title")} description={t("try.text")} />
      <div className="flex flex-col gap-4 border-t border-line p-5">
        <div className="flex flex-wrap gap-2">
          <Button busy={check.isPending} onClick={() => check.mutate()}>
            {t("try.check")}
          </Button>
          <Button
            kind="primary"
            busy={trial.isPending}
            icon={<ExternalLink size={16} aria-hidden />}
            onClick={() => trial.mutate()}
          >
            {t("try.go")}
          </Button>
        </div>
        {(check.error ?? trial.error) && <ErrorPanel error={check.error ?? trial.error} compact />}
        <div aria-live="polite">{check.data && <SsoSteps steps={check.data.steps} />}</div>
      </div>
    </Card>
  );
}
