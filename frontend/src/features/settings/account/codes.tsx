/** Recovery codes: shown once, good for one sign-in each. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNewCodes } from "@/api/security";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";

export function CodesCard({ left }: { left: number }) {
  const { t } = useTranslation("account");
  const renew = useNewCodes();
  const fail = useProblemToast();
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <Card>
      <CardHeader
        title={t("codes.title")}
        description={t("codes.left", { count: left })}
        actions={
          <Button
            busy={renew.isPending}
            onClick={() =>
              renew.mutate(undefined, { onSuccess: (given) => setCodes(given.codes), onError: fail })
            }
          >
            {t("codes.renew")}
          </Button>
        }
      />
      {codes.length > 0 && <CodesDialog codes={codes} onClose={() => setCodes([])} />}
    </Card>
  );
}

export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("account");
  return (
    <Dialog
      open
      dismissable={false}
      onOpenChange={onClose}
      size="sm"
      title={t("codes.title")}
      description={t("codes.keep")}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("codes.kept")}
        </Button>
      }
    >
      <div className="flex items-start justify-between gap-3 rounded-menu bg-surface-2 p-4">
        <ul className="grid grid-cols-1 gap-1 font-mono text-ui sm:grid-cols-2 sm:gap-x-6">
          {codes.map((code) => (
            <li key={code} className="whitespace-nowrap">
              {code}
            </li>
          ))}
        </ul>
        <CopyButton text={codes.join("\n")} />
      </div>
    </Dialog>
  );
}
