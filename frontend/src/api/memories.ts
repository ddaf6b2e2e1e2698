/** What an agent remembers: read, written, corrected, forgotten. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, data } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

export type Memory = components["schemas"]["MemoryView"];
export interface MemoryBody {
  text: string;
  expires_at: string | null;
  for_you_alone: boolean;
}

const key = (agentId: string) => ["memories", agentId] as const;

export function useMemories(agentId: string, q: string) {
  return useInfiniteQuery({
    queryKey: [...key(agentId), q],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      data(
        api.GET("/api/agents/v1/agents/{agent_id}/memories", {
          params: {
            path: { agent_id: agentId },
            query: { limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

/** Writes a fact, or corrects the one of this id. */
export function useWriteMemory(agentId: string) {
  return useChange([key(agentId)], ({ id, body }: { id: string | null; body: MemoryBody }) =>
    id
      ? data(
          api.PUT("/api/agents/v1/agents/{agent_id}/memories/{memory_id}", {
            params: { path: { agent_id: agentId, memory_id: id } },
            body,
          }),
        )
      : data(
          api.POST("/api/agents/v1/agents/{agent_id}/memories", {
            params: { path: { agent_id: agentId } },
            body,
          }),
        ),
  );
}

/** Forgets a fact, or all of them. */
export function useForgetMemory(agentId: string) {
  return useChange([key(agentId)], (id: string | null) =>
    id
      ? data(
          api.DELETE("/api/agents/v1/agents/{agent_id}/memories/{memory_id}", {
            params: { path: { agent_id: agentId, memory_id: id } },
          }),
        )
      : data(
          api.DELETE("/api/agents/v1/agents/{agent_id}/memories", {
            params: { path: { agent_id: agentId } },
          }),
        ),
  );
}
