/** Working hours by day of the week (Monday: 1), as the form shows and changes them. */
import type { CalendarBody } from "@/api/access";

type Hours = CalendarBody["hours"];
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export function hoursOf(hours: Hours, day: number): Hours {
  return hours.filter((each) => each.weekday === day).sort((a, b) => a.opens.localeCompare(b.opens));
}

/** The first span of a day changed, or the whole day taken out; further spans of it stay as they are. */
export function withDay(hours: Hours, day: number, span: { opens: string; closes: string } | null): Hours {
  const others = hours.filter((each) => each.weekday !== day);
  if (!span) return others;
  const kept = [{ weekday: day, ...span }, ...hoursOf(hours, day).slice(1)];
  return [...others, ...kept].sort((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens));
}

/** 2024 began with a Monday. */
export function dayName(day: number, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, 0, day),
  );
}

export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
