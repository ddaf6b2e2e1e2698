/** What differs between two runs of a workflow, step by step. Pure. */
import type { StepRun } from "@/api/types";
import { isRecord } from "@/lib/problem";
import { newestAttempts } from "./timeline";

export interface Pair {
  key: string;
  name: string;
  type: string;
  a: StepRun | null;
  b: StepRun | null;
}

/** Steps of both runs side by side: in the order of the later run, what only the other has after what it followed there. */
export function pairsOf(a: readonly StepRun[], b: readonly StepRun[]): Pair[] {
  const left = newestAttempts(a);
  const right = newestAttempts(b);
  const keys = right.map((step) => step.step);
  let before = -1;
  for (const { step } of left) {
    const known = keys.indexOf(step);
    if (known >= 0) before = known;
    else keys.splice(++before, 0, step);
  }
  return keys.map((key) => {
    const pair = {
      a: left.find((step) => step.step === key) ?? null,
      b: right.find((step) => step.step === key) ?? null,
    };
    const known = pair.b ?? pair.a;
    return { key, name: known?.name || key, type: known?.type ?? "", ...pair };
  });
}

export interface Difference {
  /** Where in the value, as people would say it: "supplier.name". Empty: the value itself. */
  path: string;
  a: unknown;
  b: unknown;
}

const MOST = 200;

/** The innermost places at which two values differ. */
export function differences(a: unknown, b: unknown, path = "", found: Difference[] = []): Difference[] {
  if (found.length >= MOST || Object.is(a, b)) return found;
  const inner = keysOf(a, b);
  if (inner === null) {
    if (JSON.stringify(a) !== JSON.stringify(b)) found.push({ path, a, b });
    return found;
  }
  for (const key of inner) differences(at(a, key), at(b, key), path ? `${path}.${key}` : key, found);
  return found;
}

/** The keys of two objects, or two lists; null where the values themselves are compared. */
function keysOf(a: unknown, b: unknown): string[] | null {
  const alike = (isRecord(a) && isRecord(b)) || (Array.isArray(a) && Array.isArray(b));
  return alike ? [...new Set([...Object.keys(a as object), ...Object.keys(b as object)])] : null;
}

function at(value: unknown, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}

/** How much more or less in percent, from the first to the second; null where nothing can be said. */
export function change(a: number | null, b: number | null): number | null {
  if (a === null || b === null || a === 0) return null;
  return (b - a) / a;
}
