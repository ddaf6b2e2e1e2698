/** The company's name. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCompany, useRenameCompany } from "@/api/company";
import { useMay } from "@/api/session";
import type { Company } from "@/api/types";
import { formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { toast } from "@/ui/toast";

export function CompanySection() {
  const company = useCompany();
  return <QueryView query={company}>{(data) => <CompanyForm key={data.name} company={data} />}</QueryView>;
}

function CompanyForm({ company }: { company: Company }) {
  const { t } = useTranslation("settings");
  const mayManage = useMay("company.manage");
  const rename = useRenameCompany();
  const [name, setName] = useState(company.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(name.trim(), { onSuccess: () => toast.done(t("company.saved")) });
  };
  const changed = name.trim() !== company.name && name.trim() !== "";
  return (
    <Card>
      <CardHeader
        title={t("section.company")}
        description={t("company.since", { date: formatDate(company.created_at) })}
      />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {rename.error && <ErrorPanel error={rename.error} compact />}
        <Field label={t("company.name")} help={mayManage ? undefined : t("company.mayNot")}>
          {(c) => (
            <Input
              {...c}
              value={name}
              onChange={(e) => setName(e.target.value)}
              disabled={!mayManage}
              maxLength={120}
            />
          )}
        </Field>
        {mayManage && (
          <div className="flex justify-end">
            <Button kind="primary" type="submit" disabled={!changed} busy={rename.isPending}>
              {t("save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
