/** The filter of the runs list as its address has it, and as the API wants it. Pure. */
import type { RunFilter } from "@/api/types";

/** Texts only, so that every filter is a link; several values are joined by commas, ranges by "..". */
export interface Search {
  q?: string;
  status?: string;
  workflow?: string;
  agent?: string;
  trigger?: string;
  test?: string;
  from?: string;
  to?: string;
  seconds?: string;
  cost?: string;
  /** What a figure of Insights counted. */
  source?: string;
  decided?: string;
  reason?: string;
}

export const statuses = ["queued", "running", "waiting", "succeeded", "failed", "cancelled"] as const;
export const triggers = [
  "manual",
  "form",
  "webhook",
  "schedule",
  "event",
  "workflow_end",
  "subworkflow",
  "chat",
  "again",
] as const;

export function listOf(text: string | undefined): string[] {
  return (text ?? "").split(",").filter(Boolean);
}

/** "30..", "..60", "30..60": bounds, either may be open. What is no number is no bound. */
export function rangeOf(text: string | undefined): [number | undefined, number | undefined] {
  const [least, most] = (text ?? "").split("..");
  return [numberOf(least), numberOf(most)];
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function rangeText(least: number | undefined, most: number | undefined): string {
  return least === undefined && most === undefined ? "" : `${least ?? ""}..${most ?? ""}`;
}

function momentOf(text: string | undefined): string | undefined {
  return text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
}

export function filterOf(search: Search): RunFilter {
  const [leastSeconds, mostSeconds] = rangeOf(search.seconds);
  const [leastCost, mostCost] = rangeOf(search.cost);
  const wanted: RunFilter = {
    q: search.q?.slice(0, 200),
    status: listOf(search.status).filter((each) => (statuses as readonly string[]).includes(each)),
    workflow_id: search.workflow,
    agent_id: search.agent,
    trigger: listOf(search.trigger),
    test: search.test === "only" ? true : search.test === "none" ? false : undefined,
    from: momentOf(search.from),
    to: momentOf(search.to),
    least_seconds: leastSeconds,
    most_seconds: mostSeconds,
    least_cost: leastCost,
    most_cost: mostCost,
    source: search.source,
    decided: search.decided,
    reason: search.reason,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as RunFilter;
}

/** Without what is empty: such a part is not in the address. */
export function tidy(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as Search;
}

export function isFiltered(search: Search): boolean {
  return Object.values(search).some(Boolean);
}

/** The filters behind "More filters" that are in use. */
export function moreCount(search: Search): number {
  return [search.trigger, search.test, search.from || search.to, search.seconds, search.cost].filter(Boolean)
    .length;
}

/** Whether two filters are the same. */
export function sameSearch(a: Search, b: Search): boolean {
  const text = (search: Search) => JSON.stringify(Object.entries(tidy(search)).sort());
  return text(a) === text(b);
}

/** A saved filter as an address has it: whatever was saved, only what is known. */
export function searchOf(saved: Record<string, string | string[]>): Search {
  const known = [
    "q",
    "status",
    "workflow",
    "agent",
    "trigger",
    "test",
    "from",
    "to",
    "seconds",
    "cost",
    "source",
    "decided",
    "reason",
  ] as const;
  const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(",") : value);
  return tidy(Object.fromEntries(known.map((name) => [name, text(saved[name])])) as Search);
}
