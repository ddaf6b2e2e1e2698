/** The settings of trying again. */
import type { Json, Retry } from "./graph";

/**
 * The settings after a change; none when there is nothing to try again. What is empty falls back to the engine's own value by being left
 * out; what is not known here is kept.
 */
export function changedRetry(retry: Retry, change: Retry): Json | undefined {
  const next: Retry = { ...retry, ...change };
  if (!next.max) return undefined;
  if (!next.backoff) next.backoff = "2s";
  if (!next.max_backoff) delete next.max_backoff;
  if (!next.on || next.on.length === 0) delete next.on;
  return next as unknown as Json;
}
