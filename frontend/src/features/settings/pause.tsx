/** Pausing the whole company: nothing of it begins or goes on until somebody resumes. */
import { CirclePause, CirclePlay } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import { usePauseCompany, usePauses, useResumeCompany } from "@/api/controls";
import { useMay } from "@/api/session";
import type { Pause } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { PauseDialog } from "@/parts/pause-dialog";
import { QueryView } from "@/parts/query-view";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function PauseSection() {
  const pauses = usePauses();
  return (
    <QueryView query={pauses}>
      {(page) => <CompanyPause pause={page.items.find((p) => p.scope === "company") ?? null} />}
    </QueryView>
  );
}

function CompanyPause({ pause }: { pause: Pause | null }) {
  const { t } = useTranslation("settings");
  const mayManage = useMay("company.manage");
  return (
    <Card>
      <CardHeader
        title={t("pause.title")}
        description={t("pause.text")}
        actions={<Status status={pause ? "paused" : "active"} />}
      />
      <div className="flex flex-col gap-4 px-5 pb-5">
        {pause && <PausedBy pause={pause} />}
        {mayManage ? (
          <div className="flex justify-end">{pause ? <ResumeButton /> : <PauseButton />}</div>
        ) : (
          <p className="text-caption text-muted">{t("company.mayNot")}</p>
        )}
      </div>
    </Card>
  );
}

function PausedBy({ pause }: { pause: Pause }) {
  const { t } = useTranslation("settings");
  const nameOf = useMemberNames();
  const name = nameOf(pause.by) ?? t("pause.someone");
  return (
    <Callout tone="warn" title={pause.reason || t("pause.now")}>
      {t("pause.by", { name, when: formatDateTime(pause.at) })}
    </Callout>
  );
}

function ResumeButton() {
  const { t } = useTranslation("settings");
  const resume = useResumeCompany();
  const fail = useProblemToast();
  return (
    <Button
      kind="primary"
      busy={resume.isPending}
      icon={<CirclePlay size={16} aria-hidden />}
      onClick={() =>
        resume.mutate(undefined, { onSuccess: () => toast.done(t("pause.resumed")), onError: fail })
      }
    >
      {t("pause.resume")}
    </Button>
  );
}

function PauseButton() {
  const { t } = useTranslation("settings");
  const [asking, setAsking] = useState(false);
  const pause = usePauseCompany();
  return (
    <>
      <Button kind="danger" icon={<CirclePause size={16} aria-hidden />} onClick={() => setAsking(true)}>
        {t("pause.button")}
      </Button>
      {asking && (
        <PauseDialog
          title={t("pause.sure")}
          text={t("pause.sureText")}
          busy={pause.isPending}
          error={pause.error}
          onClose={() => setAsking(false)}
          onPause={(reason) =>
            pause.mutate(reason, {
              onSuccess: () => {
                toast.done(t("pause.done"));
                setAsking(false);
              },
            })
          }
        />
      )}
    </>
  );
}
