/** Triggers in plain words, in the reader's language, and times in a schedule's own time zone. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Trigger, TriggerKind } from "@/api/types";
import { rhythmOf } from "./cron";
import { settingsOf } from "./model";

export const kindIcons: Readonly<Record<TriggerKind, string>> = {
  webhook: "webhook",
  schedule: "clock",
  form: "clipboard-check",
  event: "radio",
  workflow_end: "workflow",
};

/** 0 is Sunday; the 7th of January 2024 was one. */
export function weekdayName(day: number, language: string, width: "long" | "short"): string {
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: "UTC" }).format(
    Date.UTC(2024, 0, 7 + day),
  );
}

/** Monday first, as a working week begins. */
export const weekOrder: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

function daysInWords(days: readonly number[], language: string, t: TFunction<"triggers">): string {
  const shown = weekOrder.filter((day) => days.includes(day));
  if (shown.join() === "1,2,3,4,5") return t("rhythm.workdays");
  const names = shown.map((day) => weekdayName(day, language, "long"));
  return new Intl.ListFormat(language, { type: "conjunction" }).format(names);
}

/** The usual rhythms in the reader's language; null for any other cron expression. */
export function useRhythmWords(): (cron: string) => string | null {
  const { t, i18n } = useTranslation("triggers");
  return (cron) => {
    const rhythm = rhythmOf(cron);
    switch (rhythm?.every) {
      case undefined:
        return null;
      case "minutes":
        return t("rhythm.minutes", { count: rhythm.step });
      case "hour":
        return rhythm.minute === 0 ? t("rhythm.fullHour") : t("rhythm.hour", { minute: rhythm.minute });
      case "day":
        return t("rhythm.day", { time: rhythm.time });
      case "week":
        return t("rhythm.week", { time: rhythm.time, days: daysInWords(rhythm.days, i18n.language, t) });
      case "month":
        return rhythm.day === "last"
          ? t("rhythm.lastDay", { time: rhythm.time })
          : t("rhythm.month", { time: rhythm.time, day: rhythm.day });
    }
  };
}

export function useTriggerWords(workflowName: (id: string) => string | null): (trigger: Trigger) => string {
  const { t, i18n } = useTranslation("triggers");
  const rhythm = useRhythmWords();
  return (trigger) => {
    const settings = settingsOf(trigger);
    switch (settings.kind) {
      case "webhook": {
        const methods = new Intl.ListFormat(i18n.language, { type: "disjunction" }).format(settings.methods);
        return t(`words.webhook.${settings.mode}`, {
          methods,
          proof: t(`proof.${settings.auth.kind}.short`),
        });
      }
      case "schedule": {
        const words = rhythm(settings.cron);
        return words === null
          ? trigger.description
          : t("words.schedule", { words, timezone: settings.timezone });
      }
      case "form":
        return t("words.form");
      case "event":
        return t(settings.filter ? "words.eventIf" : "words.event", {
          event: settings.event,
          filter: settings.filter,
        });
      case "workflow_end":
        return t(`words.end.${settings.on}`, {
          name: workflowName(settings.workflow_id) ?? t("words.unknownWorkflow"),
        });
    }
  };
}

/** "Mon, Jan 5, 2026, 08:00" as the clock shows it in a time zone. */
export function timeInZone(iso: string, timezone: string, language: string): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: timezone,
  };
  try {
    return new Intl.DateTimeFormat(language, options).format(new Date(iso));
  } catch {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(iso));
  }
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Every zone the browser knows, the reader's own and UTC first. */
export function timeZones(): string[] {
  return [...new Set([localZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
