/** The domains whose people are sent to the provider; each counts once the installation's administrator confirmed it. */
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Provider, useAddDomain, useRemoveDomain } from "@/api/sso";
import { fieldErrors } from "@/lib/problem";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";

export function Domains({ provider }: { provider: Provider }) {
  const { t } = useTranslation("sso");
  const add = useAddDomain();
  const remove = useRemoveDomain();
  const fail = useProblemToast();
  const [domain, setDomain] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(domain, { onSuccess: () => setDomain("") });
  };
  const wrong = fieldErrors(add.error);
  return (
    <Card>
      <CardHeader title={t("domains.title")} description={t("domains.text")} />
      <ul className="divide-y divide-line border-t border-line">
        {provider.domains.map((each) => (
          <li key={each.domain} className="flex flex-wrap items-center gap-3 px-5 py-3">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2 text-ui font-medium">
                {each.domain}
                <Badge tone={each.confirmed_at ? "ok" : "warn"}>
                  {t(each.confirmed_at ? "domains.confirmed" : "domains.waiting")}
                </Badge>
              </p>
              {!each.confirmed_at && (
                <div className="mt-1 text-caption text-muted">
                  <p>{t("domains.how")}</p>
                  <p className="mt-1 flex items-center gap-2">
                    <code className="min-w-0 break-all rounded-control bg-surface-2 px-2 py-1 text-text">
                      {each.command}
                    </code>
                    <CopyButton text={each.command} label={t("domains.copy")} />
                  </p>
                </div>
              )}
            </div>
            <IconButton
              label={t("domains.remove", { domain: each.domain })}
              onClick={() => remove.mutate(each.domain, { onError: fail })}
            >
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2 border-t border-line p-5">
        <div className="min-w-0 flex-1 basis-56">
          <Field label={t("domains.new")} error={wrong.domain}>
            {(c) => (
              <Input
                {...c}
                value={domain}
                placeholder="example.com"
                autoComplete="off"
                onChange={(e) => setDomain(e.target.value)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" busy={add.isPending} disabled={!domain.trim()}>
          {t("domains.add")}
        </Button>
        {add.error && !wrong.domain && <ErrorPanel error={add.error} compact />}
      </form>
    </Card>
  );
}
