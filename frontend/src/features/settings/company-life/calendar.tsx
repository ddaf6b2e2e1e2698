/** The business calendar: time zone, working hours, public holidays and days off. */
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Calendar, type CalendarBody, useCalendar, useCountries, useSaveCalendar } from "@/api/access";
import { useMay } from "@/api/session";
import { fieldErrors } from "@/lib/problem";
import { QueryView } from "@/parts/query-view";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Combobox } from "@/ui/combobox";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { countryName, dayName, hoursOf, weekdays, withDay } from "./week";

export default function CalendarSection() {
  const calendar = useCalendar();
  return (
    <QueryView query={calendar}>
      {(data) => <CalendarForm key={JSON.stringify(data)} calendar={data} />}
    </QueryView>
  );
}

function CalendarForm({ calendar }: { calendar: Calendar }) {
  const { t, i18n } = useTranslation("access");
  const mayManage = useMay("company.manage");
  const save = useSaveCalendar();
  const countries = useCountries().data?.items ?? [];
  const { chosen, ...given } = calendar;
  const [form, setForm] = useState<CalendarBody>(given);
  const set = (change: Partial<CalendarBody>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: () => toast.done(t("calendar.saved")) });
  };
  const wrong = fieldErrors(save.error);
  const regions = countries.find((each) => each.code === form.country)?.regions ?? [];
  return (
    <Card>
      <CardHeader
        title={t("calendar.title")}
        description={t(chosen ? "calendar.text" : "calendar.textDefault")}
      />
      <form onSubmit={submit} className="flex flex-col gap-5 px-5 pb-5">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("calendar.zone")} error={wrong.time_zone}>
          {(c) => (
            <Combobox
              {...c}
              disabled={!mayManage}
              value={form.time_zone}
              onChange={(time_zone) => set({ time_zone })}
              choices={zones(form.time_zone).map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            />
          )}
        </Field>
        <fieldset disabled={!mayManage} className="flex flex-col gap-2">
          <legend className="mb-2 text-ui font-medium">{t("calendar.hours")}</legend>
          {weekdays.map((day) => (
            <DayRow
              key={day}
              day={day}
              language={i18n.language}
              disabled={!mayManage}
              form={form}
              onChange={(hours) => set({ hours })}
            />
          ))}
          {wrong.hours && <p className="text-caption text-err">{wrong.hours}</p>}
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("calendar.country")} help={t("calendar.countryHelp")} optional>
            {(c) => (
              <Combobox
                {...c}
                disabled={!mayManage}
                value={form.country ?? ""}
                onChange={(country) => set({ country: country || null, region: null })}
                choices={[
                  { value: "", label: t("calendar.none") },
                  ...countries.map(({ code }) => ({ value: code, label: countryName(code, i18n.language) })),
                ]}
              />
            )}
          </Field>
          {regions.length > 0 && (
            <Field label={t("calendar.region")} optional>
              {(c) => (
                <Combobox
                  {...c}
                  disabled={!mayManage}
                  value={form.region ?? ""}
                  onChange={(region) => set({ region: region || null })}
                  choices={[
                    { value: "", label: t("calendar.wholeCountry") },
                    ...regions.map((value) => ({ value, label: value })),
                  ]}
                />
              )}
            </Field>
          )}
        </div>
        <DaysOff form={form} disabled={!mayManage} onChange={(holidays) => set({ holidays })} />
        {mayManage && (
          <div className="flex justify-end">
            <Button kind="primary" type="submit" busy={save.isPending}>
              {t("calendar.save")}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

function zones(present: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set(["UTC", present, ...known])];
}

function DayRow({
  day,
  language,
  disabled,
  form,
  onChange,
}: {
  day: number;
  language: string;
  disabled: boolean;
  form: CalendarBody;
  onChange: (hours: CalendarBody["hours"]) => void;
}) {
  const { t } = useTranslation("access");
  const name = dayName(day, language);
  const spans = hoursOf(form.hours, day);
  const first = spans[0];
  const change = (opens: string, closes: string) => onChange(withDay(form.hours, day, { opens, closes }));
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-3">
      <Switch
        checked={first !== undefined}
        disabled={disabled}
        aria-label={name}
        onChange={(on) => onChange(withDay(form.hours, day, on ? { opens: "09:00", closes: "17:00" } : null))}
      />
      <span className="w-28 text-ui">{name}</span>
      {first && (
        <>
          <span className="w-32">
            <Input
              type="time"
              aria-label={t("calendar.opens", { day: name })}
              value={first.opens}
              onChange={(e) => change(e.target.value, first.closes)}
            />
          </span>
          <span aria-hidden>–</span>
          <span className="w-32">
            <Input
              type="time"
              aria-label={t("calendar.closes", { day: name })}
              value={first.closes}
              onChange={(e) => change(first.opens, e.target.value)}
            />
          </span>
        </>
      )}
      {!first && <span className="text-ui text-muted">{t("calendar.closed")}</span>}
      {spans.length > 1 && (
        <span className="text-caption text-muted">{t("calendar.more", { count: spans.length - 1 })}</span>
      )}
    </div>
  );
}

function DaysOff({
  form,
  disabled,
  onChange,
}: {
  form: CalendarBody;
  disabled: boolean;
  onChange: (holidays: NonNullable<CalendarBody["holidays"]>) => void;
}) {
  const { t } = useTranslation("access");
  const [day, setDay] = useState("");
  const [name, setName] = useState("");
  const days = form.holidays ?? [];
  const add = () => {
    const others = days.filter((each) => each.day !== day);
    onChange([...others, { day, name: name.trim() }].sort((a, b) => a.day.localeCompare(b.day)));
    setDay("");
    setName("");
  };
  return (
    <fieldset disabled={disabled} className="flex flex-col gap-2">
      <legend className="mb-2 text-ui font-medium">{t("calendar.daysOff")}</legend>
      {days.map((each) => (
        <div key={each.day} className="flex items-center gap-3 text-ui">
          <span className="w-28 tabular">{each.day}</span>
          <span className="min-w-0 flex-1 truncate">{each.name}</span>
          <IconButton
            size="sm"
            label={t("calendar.removeDay", { day: each.day })}
            onClick={() => onChange(days.filter((other) => other.day !== each.day))}
          >
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      {!disabled && (
        <div className="flex flex-wrap gap-2">
          <span className="w-40">
            <Input
              type="date"
              aria-label={t("calendar.day")}
              value={day}
              onChange={(e) => setDay(e.target.value)}
            />
          </span>
          <span className="min-w-32 flex-1">
            <Input
              aria-label={t("calendar.dayName")}
              placeholder={t("calendar.dayName")}
              maxLength={120}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          </span>
          <Button disabled={!day} onClick={add}>
            {t("calendar.addDay")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
