/** Which states of a workflow are looked at: a version, or the draft. */
import type { WorkflowVersion } from "@/api/types";
import { formatDate } from "@/lib/format";

export type Which = number | "draft";

export interface Pair {
  /** Absent: `to` is looked at on its own. */
  from?: Which | undefined;
  to: Which;
}

/** What the address asks for; without a wish, what publishing would change. */
export function pairOf(
  { from, to }: { from?: Which | undefined; to?: Which | undefined },
  live: number | null,
): Pair {
  if (to !== undefined) return { from, to };
  if (from !== undefined) return { from, to: "draft" };
  return { from: live ?? undefined, to: "draft" };
}

/** What a row of the list opens: a version against the one before it, the draft against what is live. */
export function pairFor(which: Which, live: number | null): Pair {
  if (which === "draft") return { from: live ?? undefined, to: "draft" };
  return { from: which > 1 ? which - 1 : undefined, to: which };
}

/** Versions by the day they were published on, in their order. */
export function byDay(
  versions: readonly WorkflowVersion[],
): Array<{ day: string; versions: WorkflowVersion[] }> {
  const days: Array<{ day: string; versions: WorkflowVersion[] }> = [];
  for (const each of versions) {
    const day = formatDate(each.published_at);
    const last = days.at(-1);
    if (last?.day === day) last.versions.push(each);
    else days.push({ day, versions: [each] });
  }
  return days;
}
