/** A schedule: a usual rhythm or a cron expression, a time zone, the next times, and what becomes of missed ones. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSchedulePreview } from "@/api/triggers";
import type { ScheduleSettings } from "@/api/types";
import { problemLine } from "@/lib/problem";
import { useSettled } from "@/lib/use-settled";
import { Combobox } from "@/ui/combobox";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { cronOf, type Every, rhythmFor, rhythmOf } from "../cron";
import { timeInZone, timeZones, useRhythmWords } from "../words";
import type { KindFieldsProps } from "./fields";
import { RhythmFields } from "./rhythm";

const everies = ["minutes", "hour", "day", "week", "month"] as const;
const misfires = ["latest", "every", "skip"] as const;

export function ScheduleFields({ settings, onChange, errorOf }: KindFieldsProps<ScheduleSettings>) {
  const { t } = useTranslation("triggers");
  const rhythm = rhythmOf(settings.cron);
  const [custom, setCustom] = useState(rhythm === null);
  const set = (change: Partial<ScheduleSettings>) => onChange({ ...settings, ...change });
  const choose = (every: string) => {
    setCustom(every === "cron");
    if (every !== "cron" && rhythm?.every !== every) set({ cron: cronOf(rhythmFor(every as Every, rhythm)) });
  };
  return (
    <>
      <Field label={t("schedule.often")}>
        {(c) => (
          <Select
            {...c}
            value={custom ? "cron" : rhythm?.every}
            onChange={choose}
            choices={[...everies, "cron" as const].map((value) => ({
              value,
              label: t(`schedule.every.${value}`),
            }))}
          />
        )}
      </Field>
      {!custom && rhythm && <RhythmFields rhythm={rhythm} onChange={(next) => set({ cron: cronOf(next) })} />}
      {custom && (
        <Field
          label={t("schedule.cron")}
          help={t("schedule.cronHelp")}
          error={errorOf("settings.cron")}
          required
        >
          {(c) => (
            <Input
              {...c}
              className="font-mono"
              value={settings.cron}
              maxLength={120}
              onChange={(e) => set({ cron: e.target.value })}
            />
          )}
        </Field>
      )}
      <Field
        label={t("schedule.timezone")}
        help={t("schedule.timezoneHelp")}
        error={errorOf("settings.timezone")}
      >
        {(c) => (
          <Combobox
            {...c}
            value={settings.timezone}
            onChange={(timezone) => set({ timezone })}
            choices={[...new Set([settings.timezone, ...timeZones()])].map((zone) => ({
              value: zone,
              label: zone.replaceAll("_", " "),
            }))}
          />
        )}
      </Field>
      <Preview cron={settings.cron} timezone={settings.timezone} />
      <Field label={t("schedule.misfire")} help={t(`schedule.misfires.${settings.misfire}.help`)}>
        {(c) => (
          <Select
            {...c}
            value={settings.misfire}
            onChange={(value) => set({ misfire: misfires.find((m) => m === value) ?? "latest" })}
            choices={misfires.map((value) => ({ value, label: t(`schedule.misfires.${value}.name`) }))}
          />
        )}
      </Field>
    </>
  );
}

/** Asked of the server, which is who keeps the schedule. */
function Preview({ cron, timezone }: { cron: string; timezone: string }) {
  const { t, i18n } = useTranslation("triggers");
  const { t: tu } = useTranslation("ui");
  const rhythm = useRhythmWords();
  const asked = useSettled(cron.trim());
  const isWhole = asked.split(/\s+/).length === 5;
  const preview = useSchedulePreview(isWhole ? asked : "", timezone, 5);
  if (!isWhole) return null;
  return (
    <section
      aria-label={t("schedule.preview")}
      aria-live="polite"
      className="min-h-36 rounded-menu bg-surface-2 px-4 py-3"
    >
      {preview.error && <p className="text-err text-ui">{problemLine(preview.error, tu).description}</p>}
      {preview.data && (
        <>
          <p className="font-medium text-ui">{rhythm(asked) ?? preview.data.description}</p>
          {preview.data.next.length === 0 ? (
            <p className="mt-1 text-caption text-warn">{t("schedule.neverDue")}</p>
          ) : (
            <ol className="mt-1 text-caption text-muted tabular">
              {preview.data.next.map((at) => (
                <li key={at}>
                  <time dateTime={at}>{timeInZone(at, timezone, i18n.language)}</time>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </section>
  );
}
