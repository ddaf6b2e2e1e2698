/** Whether last week's figures are sent, when, and to whom. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { here, type Report, type ReportChoice, useChooseReport, useReport } from "@/api/insights";
import { formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { Switch } from "@/ui/switch";

const readers = ["company.manage", "workflow.publish", "run.read"] as const;

export default function ReportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("insights");
  const report = useReport();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("report.title")}
      description={t("report.text")}
      size="sm"
    >
      <QueryView query={report}>{(known) => <Choice known={known} onClose={onClose} />}</QueryView>
    </Dialog>
  );
}

/** While the report is off nobody has said where: then it is where this reader is. */
function begin({ on, weekday, hour, readers, time_zone }: Report): ReportChoice {
  return { on, weekday, hour, readers, time_zone: on ? time_zone : here() };
}

function Choice({ known, onClose }: { known: Report; onClose: () => void }) {
  const { t, i18n } = useTranslation("insights");
  const [choice, setChoice] = useState(() => begin(known));
  const save = useChooseReport();
  const change = (more: Partial<ReportChoice>) => setChoice((now) => ({ ...now, ...more }));
  const dayName = new Intl.DateTimeFormat(i18n.language, { weekday: "long", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short", timeZone: "UTC" });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(choice, { onSuccess: onClose });
      }}
    >
      <div className="flex items-center justify-between gap-3">
        <span aria-hidden className="text-ui font-medium">
          {t("report.on")}
        </span>
        <Switch aria-label={t("report.on")} checked={choice.on} onChange={(on) => change({ on })} />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("report.weekday")}>
          {(control) => (
            <Select
              {...control}
              disabled={!choice.on}
              value={String(choice.weekday)}
              onChange={(day) => change({ weekday: Number(day) })}
              choices={[1, 2, 3, 4, 5, 6, 7].map((day) => ({
                value: String(day),
                // The first of January 2024 was a Monday.
                label: dayName.format(Date.UTC(2024, 0, day)),
              }))}
            />
          )}
        </Field>
        <Field label={t("report.hour")}>
          {(control) => (
            <Select
              {...control}
              disabled={!choice.on}
              value={String(choice.hour)}
              onChange={(hour) => change({ hour: Number(hour) })}
              choices={Array.from({ length: 24 }, (_, hour) => ({
                value: String(hour),
                label: clock.format(Date.UTC(2024, 0, 1, hour)),
              }))}
            />
          )}
        </Field>
      </div>
      <Field label={t("report.readers")} help={t("report.zone", { zone: choice.time_zone })}>
        {(control) => (
          <Select
            {...control}
            disabled={!choice.on}
            value={choice.readers}
            onChange={(value) => change({ readers: readers.find((r) => r === value) ?? "company.manage" })}
            choices={readers.map((value) => ({ value, label: t(`report.to.${value.replace(".", "-")}`) }))}
          />
        )}
      </Field>
      {known.next_at && (
        <p className="text-ui text-muted">{t("report.next", { at: formatDateTime(known.next_at) })}</p>
      )}
      {save.isError && <ErrorPanel error={save.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("report.cancel")}</Button>
        <Button type="submit" kind="primary" busy={save.isPending}>
          {t("report.save")}
        </Button>
      </div>
    </form>
  );
}
