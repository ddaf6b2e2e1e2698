/** The company's figures, summed over its agents. Pure. */
import type { Agent, Run } from "@/api/types";

export interface Totals {
  runs: number;
  succeeded: number;
  failed: number;
  cost: number;
  secondsSaved: number;
  /** Succeeded out of succeeded and failed; null before anything ended. */
  successRate: number | null;
  meanSeconds: number | null;
}

export function totalsOf(agents: readonly Agent[]): Totals {
  let weighted = 0;
  let weight = 0;
  const totals: Totals = {
    runs: 0,
    succeeded: 0,
    failed: 0,
    cost: 0,
    secondsSaved: 0,
    successRate: null,
    meanSeconds: null,
  };
  for (const { metrics } of agents) {
    totals.runs += metrics.runs;
    totals.succeeded += metrics.succeeded;
    totals.failed += metrics.failed;
    totals.cost += metrics.cost;
    totals.secondsSaved += metrics.seconds_saved;
    const ended = metrics.succeeded + metrics.failed;
    if (metrics.mean_seconds !== null && ended > 0) {
      weighted += metrics.mean_seconds * ended;
      weight += ended;
    }
  }
  const ended = totals.succeeded + totals.failed;
  if (ended > 0) totals.successRate = totals.succeeded / ended;
  if (weight > 0) totals.meanSeconds = weighted / weight;
  return totals;
}

export interface Day {
  day: string;
  succeeded: number;
  failed: number;
  other: number;
}

/** Runs by day of start, oldest first, days without runs included. */
export function byDay(runs: readonly Run[], days: number, now: Date): Day[] {
  const list: Day[] = [];
  for (let back = days - 1; back >= 0; back -= 1) {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    list.push({ day: dayKey(date), succeeded: 0, failed: 0, other: 0 });
  }
  const index = new Map(list.map((d) => [d.day, d]));
  for (const run of runs) {
    const day = index.get(dayKey(new Date(run.created_at)));
    if (!day) continue;
    if (run.status === "succeeded") day.succeeded += 1;
    else if (run.status === "failed") day.failed += 1;
    else day.other += 1;
  }
  return list;
}

function dayKey(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}
