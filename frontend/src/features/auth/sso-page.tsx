/** Where a company's identity provider sends people back to: they are in, or see what came of a trial. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { finishAtProvider, sayProven, type Trial } from "@/api/sso";
import { SsoSteps } from "@/parts/sso-steps";
import { Callout } from "@/ui/callout";
import { ErrorPanel } from "@/ui/error-panel";
import { SkeletonRows } from "@/ui/skeleton";
import { AuthFrame } from "./frame";
import { safeNext } from "./log-in";

export function SsoPage() {
  const { t } = useTranslation("sso");
  const navigate = useNavigate();
  const [search] = useState(() => location.search);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    finishAtProvider(search).then((done) => {
      if (done.confirmed) sayProven();
      if (done.trial) setTrial(done.trial);
      else void navigate({ href: safeNext(done.return_to), replace: true });
    }, setError);
  }, [search, navigate]);
  const title = trial ? t("trial.title") : error === null ? t("finish.title") : t("finish.failed");
  return (
    <AuthFrame
      title={title}
      text={trial ? t("trial.text") : ""}
      footer={
        <Link
          to={trial ? "/settings/{-$section}" : "/login"}
          params={trial ? { section: "sso" } : {}}
          replace
          className="font-medium text-accent hover:underline"
        >
          {trial ? t("trial.back") : t("finish.back")}
        </Link>
      }
    >
      {error !== null && <ErrorPanel error={error} compact />}
      {error === null && !trial && <SkeletonRows />}
      {trial && <TrialView trial={trial} />}
    </AuthFrame>
  );
}

function TrialView({ trial }: { trial: Trial }) {
  const { t } = useTranslation("sso");
  const works = trial.steps.every((step) => step.is_fine);
  const claims = Object.entries(trial.claims);
  return (
    <div className="flex flex-col gap-5">
      <Callout tone={works ? "ok" : "warn"} title={t(works ? "trial.works" : "trial.fails")}>
        {works && t("trial.role", { role: t(`app:roles.${trial.role}`, { defaultValue: trial.role ?? "" }) })}
      </Callout>
      <SsoSteps steps={trial.steps} />
      {claims.length > 0 && (
        <details className="rounded-card border border-line p-4">
          <summary className="cursor-pointer text-ui font-medium">{t("trial.claims")}</summary>
          <dl className="mt-3 flex flex-col gap-2 text-caption">
            {claims.map(([name, value]) => (
              <div key={name}>
                <dt className="font-mono text-muted">{name}</dt>
                <dd className="break-words">{Array.isArray(value) ? value.join(", ") : String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
