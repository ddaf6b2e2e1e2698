/** Where every step of a run stood at a moment, read off its journal. Pure. */
import type { JournalEntry } from "@/api/types";
import type { GraphEdge } from "./model";

export interface Standing {
  status: "running" | "waiting" | "succeeded" | "failed" | "cancelled" | "untouched";
  /** How often it was begun, and how often it ended well: more than once inside loops. */
  begun: number;
  done: number;
  /** The key of the instance that something happened to last. */
  key: string;
}

const after: Record<string, Standing["status"]> = {
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
  const steps = new Map<string, Standing>();
  const ways = new Map<string, number>();
  for (const entry of entries.slice(0, count)) {
    const id = entry.step === null ? null : idOf(entry.step);
    const status = after[entry.kind];
    if (entry.step === null || id === null || status === undefined) continue;
    const known = steps.get(id) ?? { status: "untouched", begun: 0, done: 0, key: entry.step };
    // A try that failed and is made again later waits for that.
    const now = status === "failed" && entry.port === null ? "waiting" : status;
    steps.set(id, {
      status: now,
      begun: known.begun + (entry.kind === "step.started" && entry.attempt <= 1 ? 1 : 0),
      done: known.done + (status === "succeeded" ? 1 : 0),
      key: entry.step,
    });
    if (entry.port !== null) {
      const way = `${id} ${entry.port}`;
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
  }
  return { steps, ways };
}

/** How often a wire was gone along: its exit was taken, and what it leads to was begun. */
export function takenOf(edge: GraphEdge, moment: Moment): number {
  const left = moment.ways.get(`${edge.from} ${edge.port}`) ?? 0;
  const to = moment.steps.get(edge.to);
  return to === undefined || to.status === "untouched" ? 0 : left;
}
