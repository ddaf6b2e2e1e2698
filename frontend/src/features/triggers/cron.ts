/** The usual rhythms of a schedule, to and from cron's five parts. Pure. What is no usual rhythm stays a cron expression. */

export type Rhythm =
  | { every: "minutes"; step: number }
  | { every: "hour"; minute: number }
  | { every: "day"; time: string }
  /** 0 is Sunday. */
  | { every: "week"; time: string; days: readonly number[] }
  | { every: "month"; time: string; day: number | "last" };

export type Every = Rhythm["every"];

/** Steps that go into an hour without a rest, so that every pause has the same length. */
export const minuteSteps: readonly number[] = [5, 10, 15, 20, 30];

const workdays = "1-5";
const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

function timeParts(time: string): string {
  const [hour, minute] = time.split(":").map(Number);
  return `${minute ?? 0} ${hour ?? 0}`;
}

function daysText(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b).join(",");
  return sorted === "1,2,3,4,5" ? workdays : sorted;
}

export function cronOf(rhythm: Rhythm): string {
  switch (rhythm.every) {
    case "minutes":
      return `*/${rhythm.step} * * * *`;
    case "hour":
      return `${rhythm.minute} * * * *`;
    case "day":
      return `${timeParts(rhythm.time)} * * *`;
    case "week":
      return `${timeParts(rhythm.time)} * * ${daysText(rhythm.days)}`;
    case "month":
      return `${timeParts(rhythm.time)} ${rhythm.day === "last" ? "L" : rhythm.day} * *`;
  }
}

/** A plain number within limits, else null. */
function within(text: string, low: number, high: number): number | null {
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= low && value <= high ? value : null;
}

function weekday(text: string): number | null {
  const named = weekdayNames.indexOf(text.toUpperCase());
  if (named >= 0) return named;
  const value = within(text, 0, 7);
  return value === null ? null : value % 7;
}

/** "MON-FRI", "1,3,5", "6-7"; null for what is no list of weekdays. */
function weekdays(text: string): number[] | null {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const [first = "", last = first, ...rest] = part.split("-");
    const from = weekday(first);
    const to = weekday(last);
    if (from === null || to === null || rest.length > 0) return null;
    const end = to < from ? to + 7 : to;
    for (let day = from; day <= end; day += 1) found.add(day % 7);
  }
  return [...found].sort((a, b) => a - b);
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

function atTime(time: string, day: string, weekdayText: string): Rhythm | null {
  if (day === "*" && weekdayText === "*") return { every: "day", time };
  if (day === "*") {
    const days = weekdays(weekdayText);
    return days && { every: "week", time, days };
  }
  if (weekdayText !== "*") return null;
  if (day.toUpperCase() === "L") return { every: "month", time, day: "last" };
  const number = within(day, 1, 31);
  return number === null ? null : { every: "month", time, day: number };
}

/** The usual rhythm that a cron expression says, or null. */
export function rhythmOf(cron: string): Rhythm | null {
  const [minuteText = "", hourText = "", day = "", month = "", weekdayText = "", ...rest] = cron
    .trim()
    .split(/\s+/);
  if (rest.length > 0 || weekdayText === "" || month !== "*") return null;
  if (hourText === "*" && day === "*" && weekdayText === "*") {
    const step = within(/^\*\/(\d{1,2})$/.exec(minuteText)?.[1] ?? "", 1, 59);
    if (step !== null) return minuteSteps.includes(step) ? { every: "minutes", step } : null;
    const minute = within(minuteText, 0, 59);
    return minute === null ? null : { every: "hour", minute };
  }
  const minute = within(minuteText, 0, 59);
  const hour = within(hourText, 0, 23);
  if (minute === null || hour === null) return null;
  return atTime(`${twoDigits(hour)}:${twoDigits(minute)}`, day, weekdayText);
}

/** What a rhythm begins with when it is chosen; the time of day is kept. */
export function rhythmFor(every: Every, before: Rhythm | null): Rhythm {
  const time = before && "time" in before ? before.time : "08:00";
  switch (every) {
    case "minutes":
      return { every, step: 15 };
    case "hour":
      return { every, minute: 0 };
    case "day":
      return { every, time };
    case "week":
      return { every, time, days: [1, 2, 3, 4, 5] };
    case "month":
      return { every, time, day: 1 };
  }
}
