/** Where every step of a run stood at a moment, read off its journal. Pure. */
import type { JournalEntry } from "@/api/types";

export type StandingStatus = "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "untouched";

export interface Standing {
  /** Of all its instances together: one at work counts more than one that failed, and that more than the others. */
  status: StandingStatus;
  /** How many instances were begun, ended well, ended badly: more than one inside loops. */
  begun: number;
  done: number;
  failed: number;
  /** By key: where each instance stood. */
  each: ReadonlyMap<string, StandingStatus>;
  /** The key of the instance that something happened to last. */
  key: string;
}

const after: Record<string, StandingStatus> = {
  "step.started": "running",
  "step.recovered": "running",
  "step.signalled": "running",
  "step.retry_due": "running",
  "step.waiting": "waiting",
  "step.succeeded": "succeeded",
  "step.failed": "failed",
  "step.cancelled": "cancelled",
};

/** A step's id from its key: `send` for `each[2]/send`; what undoes a step is not in the graph. */
export function idOf(key: string): string | null {
  const id = key.slice(key.lastIndexOf("/") + 1);
  return id.includes("~") ? null : id;
}

export interface Moment {
  steps: ReadonlyMap<string, Standing>;
  /** By "from port": how often a step went on that way. */
  ways: ReadonlyMap<string, number>;
}

/** After the first `count` entries. */
export function momentAfter(entries: readonly JournalEntry[], count: number): Moment {
  const instances = new Map<string, { each: Map<string, StandingStatus>; key: string }>();
  const ways = new Map<string, number>();
  for (const entry of entries.slice(0, count)) {
    const id = entry.step === null ? null : idOf(entry.step);
    const status = after[entry.kind];
    if (entry.step === null || id === null || status === undefined) continue;
    const known = instances.get(id) ?? { each: new Map(), key: entry.step };
    instances.set(id, known);
    known.key = entry.step;
    // A try that failed and is made again later waits for that.
    known.each.set(entry.step, status === "failed" && entry.port === null ? "waiting" : status);
    if (entry.port !== null) {
      const way = `${id} ${entry.port}`;
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
  }
  return { steps: new Map([...instances].map(([id, { each, key }]) => [id, standing(each, key)])), ways };
}

const weightiest: readonly StandingStatus[] = ["running", "waiting", "failed"];

function standing(each: ReadonlyMap<string, StandingStatus>, key: string): Standing {
  const all = [...each.values()];
  const count = (status: StandingStatus) => all.filter((one) => one === status).length;
  const status = weightiest.find((one) => count(one) > 0) ?? each.get(key) ?? "untouched";
  return { status, begun: each.size, done: count("succeeded"), failed: count("failed"), key, each };
}

/** The instance of a step that stands in the same round of a loop as another: `each[2]/send` beside `each[2]/read`. */
export function besides(own: Standing, id: string, selected: string): string | null {
  for (let at = selected.lastIndexOf("/"); at > 0; at = selected.lastIndexOf("/", at - 1)) {
    const key = `${selected.slice(0, at)}/${id}`;
    if (own.each.has(key)) return key;
  }
  return null;
}

/** The round of the innermost loop that an instance stands in, counted from 1. */
export function roundOf(key: string): number | null {
  const index = /\[(\d+)\]\/[^/]*$/.exec(key)?.[1];
  return index === undefined ? null : Number(index) + 1;
}
