/** Taking everything along, and deleting the company. */
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAskDeletion, useDeletion, useTakeDeletionBack } from "@/api/access";
import { send } from "@/api/client";
import { useMay, useSession } from "@/api/session";
import { formatDate } from "@/lib/format";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";

export default function DangerSection() {
  const mayExport = useMay("company.export");
  const mayDelete = useMay("company.delete");
  return (
    <>
      {mayExport && <ExportCard />}
      {mayDelete && <DeletionCard />}
    </>
  );
}

function ExportCard() {
  const { t } = useTranslation("access");
  const fail = useProblemToast();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const answer = await send("GET", "/api/company/v1/companies/current/export");
      const url = URL.createObjectURL(await answer.blob());
      const link = document.createElement("a");
      link.href = url;
      link.download = "company.zip";
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card>
      <CardHeader
        title={t("export.title")}
        description={t("export.text")}
        actions={
          <Button busy={busy} icon={<Download size={16} aria-hidden />} onClick={() => void save()}>
            {t("export.go")}
          </Button>
        }
      />
    </Card>
  );
}

function DeletionCard() {
  const { t } = useTranslation("access");
  const deletion = useDeletion().data;
  const back = useTakeDeletionBack();
  const fail = useProblemToast();
  const [asking, setAsking] = useState(false);
  return (
    <Card>
      <CardHeader
        title={t("deletion.title")}
        description={t("deletion.text")}
        actions={
          !deletion?.delete_at && (
            <Button kind="danger" onClick={() => setAsking(true)}>
              {t("deletion.open")}
            </Button>
          )
        }
      />
      {deletion?.delete_at && (
        <div className="px-5 pb-5">
          <Callout
            tone="warn"
            title={t("deletion.waiting", { date: formatDate(deletion.delete_at) })}
            actions={
              <Button
                size="sm"
                busy={back.isPending}
                onClick={() => back.mutate(undefined, { onError: fail })}
              >
                {t("deletion.back")}
              </Button>
            }
          >
            {t("deletion.waitingText")}
          </Callout>
        </div>
      )}
      {asking && <DeletionDialog onClose={() => setAsking(false)} />}
    </Card>
  );
}

function DeletionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("access");
  const ask = useAskDeletion();
  const company = useSession((s) => s.company?.name) ?? "";
  const [name, setName] = useState("");
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("deletion.sureTitle")}
      description={t("deletion.sureText")}
      footer={
        <Button
          kind="danger"
          disabled={!name.trim()}
          busy={ask.isPending}
          onClick={() => ask.mutate(name, { onSuccess: onClose })}
        >
          {t("deletion.open")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {ask.error && <ErrorPanel error={ask.error} compact />}
        <Field label={t("deletion.name", { name: company })}>
          {(c) => <Input {...c} value={name} autoComplete="off" onChange={(e) => setName(e.target.value)} />}
        </Field>
      </div>
    </Dialog>
  );
}
