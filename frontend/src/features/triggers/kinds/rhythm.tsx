/** The details of a usual rhythm: which minutes, days and times. */
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { minuteSteps, type Rhythm } from "../cron";
import { weekdayName, weekOrder } from "../words";

interface RhythmFieldsProps {
  rhythm: Rhythm;
  onChange: (rhythm: Rhythm) => void;
}

const monthDays = Array.from({ length: 31 }, (_, i) => String(i + 1));

export function RhythmFields({ rhythm, onChange }: RhythmFieldsProps) {
  const { t } = useTranslation("triggers");
  switch (rhythm.every) {
    case "minutes":
      return (
        <Field label={t("schedule.step")}>
          {(c) => (
            <Select
              {...c}
              value={String(rhythm.step)}
              onChange={(step) => onChange({ ...rhythm, step: Number(step) })}
              choices={minuteSteps.map((step) => ({
                value: String(step),
                label: t("schedule.stepOf", { count: step }),
              }))}
            />
          )}
        </Field>
      );
    case "hour":
      return (
        <Field label={t("schedule.minute")}>
          {(c) => (
            <Select
              {...c}
              value={String(rhythm.minute)}
              onChange={(minute) => onChange({ ...rhythm, minute: Number(minute) })}
              choices={Array.from({ length: 60 }, (_, minute) => ({
                value: String(minute),
                label: `:${String(minute).padStart(2, "0")}`,
              }))}
            />
          )}
        </Field>
      );
    case "day":
      return <TimeField time={rhythm.time} onChange={(time) => onChange({ ...rhythm, time })} />;
    case "week":
      return (
        <>
          <Weekdays days={rhythm.days} onChange={(days) => onChange({ ...rhythm, days })} />
          <TimeField time={rhythm.time} onChange={(time) => onChange({ ...rhythm, time })} />
        </>
      );
    case "month":
      return (
        <div className="grid grid-cols-2 gap-4">
          <Field
            label={t("schedule.day")}
            help={typeof rhythm.day === "number" && rhythm.day > 28 ? t("schedule.dayHelp") : undefined}
          >
            {(c) => (
              <Select
                {...c}
                value={String(rhythm.day)}
                onChange={(day) => onChange({ ...rhythm, day: day === "last" ? "last" : Number(day) })}
                choices={[
                  ...monthDays.map((day) => ({ value: day, label: day })),
                  { value: "last", label: t("schedule.lastDay") },
                ]}
              />
            )}
          </Field>
          <TimeField time={rhythm.time} onChange={(time) => onChange({ ...rhythm, time })} />
        </div>
      );
  }
}

function TimeField({ time, onChange }: { time: string; onChange: (time: string) => void }) {
  const { t } = useTranslation("triggers");
  return (
    <Field label={t("schedule.time")}>
      {(c) => (
        <Input
          {...c}
          type="time"
          className="tabular max-w-36"
          value={time}
          onChange={(e) => e.target.value && onChange(e.target.value)}
        />
      )}
    </Field>
  );
}

/** At least one day stays chosen: a week without days would never be due. */
function Weekdays({ days, onChange }: { days: readonly number[]; onChange: (days: number[]) => void }) {
  const { t, i18n } = useTranslation("triggers");
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((d) => d !== day) : [...days, day];
    if (next.length > 0) onChange(next);
  };
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-ui">{t("schedule.days")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {weekOrder.map((day) => {
          const on = days.includes(day);
          return (
            <button
              key={day}
              type="button"
              aria-pressed={on}
              onClick={() => toggle(day)}
              className={cx(
                "h-9 min-w-11 rounded-control border px-2 font-medium text-ui transition-colors",
                on
                  ? "border-accent bg-soft text-accent"
                  : "border-line bg-surface text-muted hover:border-line-strong",
              )}
            >
              <span aria-hidden>{weekdayName(day, i18n.language, "short")}</span>
              <span className="sr-only">{weekdayName(day, i18n.language, "long")}</span>
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
