/** Names for "the model that fits": what stands behind them, who would answer, and a question to try one. */
import { useQuery } from "@tanstack/react-query";
import { createParser } from "eventsource-parser";
import { api, data, send } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type Alias = Shapes["AliasView"];
export type AliasInput = Omit<Alias, "name" | "updated_at">;
export type Explanation = Shapes["Explanation"];
export type Fault = Alias["fall_back_on"][number];

export const aliasKeys = {
  aliases: ["ai", "aliases"] as const,
  models: ["ai", "models"] as const,
};

export function useAliases() {
  return useQuery({
    queryKey: aliasKeys.aliases,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/aliases", { signal })),
  });
}

export function useModelNames() {
  return useQuery({
    queryKey: aliasKeys.models,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/models", { signal })),
    staleTime: 60_000,
  });
}

const stale = [aliasKeys.aliases, aliasKeys.models];

export function useSaveAlias() {
  return useChange(stale, ({ name, ...body }: AliasInput & { name: string }) =>
    data(api.PUT("/api/ai/v1/aliases/{name}", { params: { path: { name } }, body })),
  );
}

export function useDeleteAlias() {
  return useChange(stale, (name: string) =>
    data(api.DELETE("/api/ai/v1/aliases/{name}", { params: { path: { name } } })),
  );
}

export function explainAlias(name: string): Promise<Explanation> {
  return data(
    api.GET("/api/ai/v1/aliases/{name}/explain", {
      params: { path: { name }, query: { ability: ["chat"] } },
    }),
  );
}

export interface Answered {
  model: string;
  attempts: number;
  cache: string;
}

/** Asks an alias and hands on what it says as it comes; who answered is known before the first word. */
export async function askAlias(
  alias: string,
  text: string,
  on: { begun: (by: Answered) => void; said: (more: string) => void },
  signal: AbortSignal,
): Promise<void> {
  const response = await send("POST", "/api/ai/v1/chat/completions", {
    json: { model: alias, stream: true, max_tokens: 200, messages: [{ role: "user", content: text }] },
    headers: { accept: "text/event-stream", "cache-control": "no-cache" },
    signal,
  });
  const told = response.headers;
  on.begun({
    model: told.get("x-model") ?? "",
    attempts: Number(told.get("x-attempts") ?? 1),
    cache: told.get("x-cache") ?? "off",
  });
  const parser = createParser({ onEvent: (event) => on.said(wordsIn(event.data)) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
    parser.feed(part.value);
}

/** The words in one event of a stream; an error in it is thrown. */
export function wordsIn(event: string): string {
  if (event === "[DONE]") return "";
  const chunk = JSON.parse(event) as {
    choices?: { delta?: { content?: string | null } }[];
    error?: { message?: string };
  };
  if (chunk.error) throw new Error(chunk.error.message ?? "");
  return chunk.choices?.[0]?.delta?.content ?? "";
}
