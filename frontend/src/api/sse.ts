/** Server-sent events over fetch: with the access token, resumed by Last-Event-ID, with growing pauses between tries. */
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ApiProblem } from "@/lib/problem";
import { send } from "./client";

export type FeedState = "connecting" | "open" | "retrying" | "ended";

export interface FollowOptions {
  path: string;
  signal: AbortSignal;
  onEvent: (event: EventSourceMessage) => void;
  onState?: (state: FeedState) => void;
  /** The event that says that nothing more will come. */
  endEvent?: string;
  lastEventId?: string | null;
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  random?: () => number;
}

export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(15_000, 500 * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random();
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** A refusal that trying again cannot change: no permission, gone, nonsense. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429;
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: EventSourceMessage) => void,
  ended: () => boolean,
) {
  const parser = createParser({ onEvent });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  while (!ended()) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
  await reader.cancel();
}

/** Follows until the end event, a final refusal (thrown) or the signal. */
export async function follow(options: FollowOptions): Promise<void> {
  const { path, signal, onEvent, onState, endEvent = "end", pause = sleep, random = Math.random } = options;
  let last = options.lastEventId ?? null;
  let ended = false;
  let attempt = 0;

  const take = (event: EventSourceMessage) => {
    if (event.id) last = event.id;
    attempt = 0;
    onEvent(event);
    if (event.event === endEvent) ended = true;
  };

  while (!signal.aborted && !ended) {
    onState?.(attempt === 0 ? "connecting" : "retrying");
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (last) headers["last-event-id"] = last;
      const response = await send("GET", path, { headers, signal });
      onState?.("open");
      if (response.body) await readStream(response.body, take, () => ended || signal.aborted);
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
    }
    if (ended || signal.aborted) break;
    await pause(backoff(attempt, random), signal);
    attempt += 1;
  }
  onState?.("ended");
}
