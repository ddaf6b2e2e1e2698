/** What was made to try things out, and deleting it: says what goes and what stays. */
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRemoveSamples, useSamples } from "@/api/company";
import { useMay } from "@/api/session";
import type { Samples } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { toast } from "@/ui/toast";

export function SamplesSection() {
  return useMay("company.manage") ? <SamplesCard /> : null;
}

function SamplesCard() {
  const { t } = useTranslation("settings");
  const samples = useSamples();
  return (
    <Card>
      <CardHeader title={t("samples.title")} description={t("samples.text")} />
      <QueryView query={samples} className="m-5 mt-0">
        {(data) =>
          data.workflows.length + data.agents.length === 0 ? (
            <p className="px-5 pb-5 text-ui">{t("samples.none")}</p>
          ) : (
            <Removal samples={data} />
          )
        }
      </QueryView>
    </Card>
  );
}

function Removal({ samples }: { samples: Samples }) {
  const { t } = useTranslation("settings");
  const remove = useRemoveSamples();
  const [asking, setAsking] = useState(false);
  const named = (key: string, names: readonly string[]) =>
    t(`samples.${key}`, { count: names.length, names: names.join(", ") });
  return (
    <div className="flex flex-col gap-3 px-5 pb-5">
      {remove.error && <ErrorPanel error={remove.error} compact />}
      <ul className="flex list-disc flex-col gap-1 pl-4 text-ui">
        {samples.workflows.length > 0 && <li>{named("workflows", samples.workflows)}</li>}
        {samples.agents.length > 0 && <li>{named("agents", samples.agents)}</li>}
        <li>{t("samples.runs", { count: samples.runs })}</li>
      </ul>
      <p className="text-caption text-muted text-pretty">{t("samples.stays")}</p>
      <div className="flex justify-end">
        <Button kind="danger" icon={<Trash2 size={16} aria-hidden />} onClick={() => setAsking(true)}>
          {t("samples.button")}
        </Button>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("samples.sureTitle")}
        description={t("samples.sureText")}
        confirmLabel={t("samples.sure")}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => toast.done(t("samples.done")),
            onSettled: () => setAsking(false),
          })
        }
        busy={remove.isPending}
        danger
      />
    </div>
  );
}
