/** How long finished runs are kept, and what is deleted then. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRetention, useSaveRetention } from "@/api/company";
import { useMay } from "@/api/session";
import type { Retention } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

const longest = 3650;

export function RetentionSection() {
  const retention = useRetention();
  return (
    <QueryView query={retention}>{(data) => <RetentionForm key={data.days} retention={data} />}</QueryView>
  );
}

function RetentionForm({ retention }: { retention: Retention }) {
  const { t } = useTranslation("settings");
  const mayManage = useMay("company.manage");
  const save = useSaveRetention();
  const [forEver, setForEver] = useState(retention.days === null);
  const [text, setText] = useState(String(retention.days ?? retention.default_days));
  const [asking, setAsking] = useState(false);

  const days = forEver ? null : wholeNumber(text);
  const wrong = !forEver && days === null;
  const kept = days === null ? null : Math.max(days, retention.least_days);
  const deletesMore = days !== null && days < (retention.days ?? Number.POSITIVE_INFINITY);

  const store = () =>
    save.mutate(days, {
      onSuccess: () => toast.done(t("retention.saved")),
      onSettled: () => setAsking(false),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong) return;
    if (deletesMore) setAsking(true);
    else store();
  };
  return (
    <Card>
      <CardHeader
        title={t("retention.title")}
        description={
          kept === null ? (forEver ? t("retention.textForEver") : "") : t("retention.text", { count: kept })
        }
      />
      <form onSubmit={submit} className="flex flex-col gap-4 px-5 pb-5">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Checkbox checked={forEver} onChange={setForEver} label={t("retention.keep")} disabled={!mayManage} />
        {!forEver && (
          <Field
            label={t("retention.days")}
            help={mayManage ? t("retention.daysHelp", { least: retention.least_days }) : t("company.mayNot")}
            error={wrong ? t("retention.daysError") : null}
          >
            {(c) => (
              <Input
                {...c}
                inputMode="numeric"
                className="tabular max-w-32"
                value={text}
                onChange={(e) => setText(e.target.value)}
                disabled={!mayManage}
              />
            )}
          </Field>
        )}
        {retention.deleted_runs > 0 && (
          <p className="text-caption text-muted">
            {t("retention.deleted", { count: retention.deleted_runs })}
          </p>
        )}
        {mayManage && (
          <div className="flex justify-end">
            <Button
              kind="primary"
              type="submit"
              disabled={wrong || days === retention.days}
              busy={save.isPending}
            >
              {t("save")}
            </Button>
          </div>
        )}
      </form>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("retention.sureTitle")}
        description={t("retention.sureText", { count: kept ?? 0 })}
        confirmLabel={t("retention.sure")}
        onConfirm={store}
        busy={save.isPending}
        danger
      />
    </Card>
  );
}

function wholeNumber(text: string): number | null {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return days >= 1 && days <= longest ? days : null;
}
