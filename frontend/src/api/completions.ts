/** Answers of models as they come, by the door that every client uses; and the names that it knows. */
import { useQuery } from "@tanstack/react-query";
import { createParser } from "eventsource-parser";
import { ApiProblem, isRecord } from "@/lib/problem";
import { api, data, send } from "./client";

export interface Facts {
  model: string;
  provider: string;
  cache: string;
  /** Milliseconds until the first text, and until the end. */
  first: number | null;
  total: number | null;
  /** USD; null where the price is not known. */
  cost: number | null;
  input: number | null;
  output: number | null;
  cached: number | null;
}

export interface Listener {
  signal: AbortSignal;
  onText: (text: string) => void;
  onFacts: (facts: Partial<Facts>) => void;
}

export function useModelNames() {
  return useQuery({
    queryKey: ["ai", "models"],
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/models", { signal })),
    staleTime: 60_000,
  });
}

/** Asks and listens until the end. Throws an `ApiProblem`, also for what goes wrong in the middle. */
export async function streamCompletion(body: object, { signal, onText, onFacts }: Listener): Promise<void> {
  const began = performance.now();
  const response = await send("POST", "/api/ai/v1/chat/completions", {
    json: { ...body, stream: true, stream_options: { include_usage: true } },
    headers: { accept: "text/event-stream", "x-stream-cost": "true" },
    signal,
    streamed: true,
  });
  const head = (name: string) => response.headers.get(name) ?? "";
  onFacts({ model: head("x-model"), provider: head("x-provider"), cache: head("x-cache") });
  let first: number | null = null;
  const parser = createParser({
    onEvent: ({ data: text }) => {
      const said = textIn(text);
      if (said && first === null) {
        first = performance.now() - began;
        onFacts({ first });
      }
      if (said) onText(said);
    },
    onComment: (text) => onFacts(costIn(text)),
  });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
    parser.feed(decoder.decode(part.value, { stream: true }));
  onFacts({ total: performance.now() - began });
}

function textIn(event: string): string {
  if (event === "[DONE]") return "";
  const chunk: unknown = JSON.parse(event);
  if (!isRecord(chunk)) return "";
  if (isRecord(chunk.error)) throw new ApiProblem({ status: 502, detail: String(chunk.error.message ?? "") });
  const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : null;
  const delta = isRecord(choice) && isRecord(choice.delta) ? choice.delta.content : "";
  return typeof delta === "string" ? delta : "";
}

/** The last words of a stream: what it took. Other comments say nothing. */
function costIn(comment: string): Partial<Facts> {
  const start = comment.indexOf("{");
  if (start < 0) return {};
  const told: unknown = JSON.parse(comment.slice(start));
  if (!isRecord(told)) return {};
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  return {
    cost: number(told.cost),
    input: number(told.input_tokens),
    output: number(told.output_tokens),
    cached: number(told.cached_tokens),
  };
}
