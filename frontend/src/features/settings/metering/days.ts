/** Spans of days in which things are counted. */
import type { Span } from "@/api/metering";

/** The last so many days (UTC), today included. */
export function lastDays(days: number, now = Date.now()): Span {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { from: day(now - (days - 1) * 86_400_000), to: day(now) };
}
