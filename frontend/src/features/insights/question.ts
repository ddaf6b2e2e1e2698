/** The question of the page as it stands in its address, and whether it can be asked. Pure. */
import { type InsightsQuestion, type Range, ranges } from "@/api/insights";

export interface InsightsSearch {
  range?: string;
  from?: string;
  to?: string;
  workflow?: string;
  agent?: string;
  source?: string;
}

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);

export function questionOf(search: InsightsSearch): InsightsQuestion {
  const range = ranges.find((r) => r === search.range) ?? "30d";
  const isCustom = range === "custom";
  return {
    range,
    from: isCustom && isDay(search.from) ? search.from : null,
    to: isCustom && isDay(search.to) ? search.to : null,
    workflow_id: search.workflow ?? null,
    agent_id: search.agent ?? null,
    source: search.source === "sample" ? "sample" : "company",
  };
}

/** A chosen time needs both of its days. */
export const isComplete = (q: InsightsQuestion): boolean =>
  q.range !== "custom" || (q.from !== null && q.to !== null);

/** What choosing a range changes; "custom" begins with the last two weeks. */
export function chosen(range: Range, today: Date): InsightsSearch {
  if (range !== "custom") return { range, from: "", to: "" };
  const first = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 13);
  return { range, from: dayOf(first), to: dayOf(today) };
}

export function dayOf(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}
