/** Pausing the whole company: nothing of it begins or goes on until somebody resumes. */
import { useTranslation } from "react-i18next";
import { usePauseCompany, usePauses, useResumeCompany } from "@/api/controls";
import { useMay } from "@/api/session";
import type { Pause } from "@/api/types";
import { PausedBy, PauseSwitch } from "@/parts/pausing";
import { QueryView } from "@/parts/query-view";
import { Status } from "@/ui/badge";
import { Card, CardHeader } from "@/ui/card";

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
        {pause && <PausedBy title={t("pause.now")} {...pause} />}
        {mayManage ? (
          <div className="flex justify-end">
            <CompanySwitch paused={pause !== null} />
          </div>
        ) : (
          <p className="text-caption text-muted">{t("company.mayNot")}</p>
        )}
      </div>
    </Card>
  );
}

function CompanySwitch({ paused }: { paused: boolean }) {
  const { t } = useTranslation("settings");
  const pause = usePauseCompany();
  const resume = useResumeCompany();
  return (
    <PauseSwitch
      danger
      paused={paused}
      pause={pause}
      resume={resume}
      words={{
        pause: t("pause.button"),
        title: t("pause.sure"),
        text: t("pause.sureText"),
        paused: t("pause.done"),
        resume: t("pause.resume"),
        resumed: t("pause.resumed"),
      }}
    />
  );
}
