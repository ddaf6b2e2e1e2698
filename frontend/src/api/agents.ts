/** Agents: list, one, create, change, status, versions. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data, ifMatch } from "./client";
import { leaveStale, useChange } from "./keys";
import type { AgentInput, AgentStatus } from "./types";

export const agentKeys = {
  all: ["agents"] as const,
  list: () => ["agents", "list"] as const,
  one: (id: string) => ["agents", "one", id] as const,
  versions: (id: string) => ["agents", "versions", id] as const,
  performance: (id: string) => ["agents", "performance", id] as const,
  feedback: (id: string) => ["agents", "feedback", id] as const,
};

export function useAgents() {
  return useQuery({
    queryKey: agentKeys.list(),
    queryFn: ({ signal }) =>
      data(api.GET("/api/agents/v1/agents", { params: { query: { limit: 200 } }, signal })),
  });
}

export function useAgentNames(): (id: string | null | undefined) => string | null {
  const list = useAgents();
  const names = new Map(list.data?.items.map((a) => [a.id, a.name]));
  return (id) => (id ? (names.get(id) ?? null) : null);
}

export function useAgent(id: string) {
  return useQuery({
    queryKey: agentKeys.one(id),
    queryFn: ({ signal }) =>
      data(api.GET("/api/agents/v1/agents/{agent_id}", { params: { path: { agent_id: id } }, signal })),
  });
}

export function useAgentVersions(id: string, enabled = true) {
  return useQuery({
    queryKey: agentKeys.versions(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/agents/v1/agents/{agent_id}/versions", { params: { path: { agent_id: id } }, signal }),
      ),
    enabled,
  });
}

export function useCreateAgent() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: AgentInput) => data(api.POST("/api/agents/v1/agents", { body: input })),
    onSuccess: (agent) => {
      cache.setQueryData(agentKeys.one(agent.id), agent);
      return cache.invalidateQueries({ queryKey: agentKeys.list() });
    },
  });
}

export function useUpdateAgent(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ input, version }: { input: AgentInput; version: number }) =>
      data(
        api.PUT("/api/agents/v1/agents/{agent_id}", {
          params: { path: { agent_id: id }, header: ifMatch(version) },
          body: input,
        }),
      ),
    onSuccess: (agent) => {
      cache.setQueryData(agentKeys.one(id), agent);
      return leaveStale(cache, ["agents"]);
    },
  });
}

export function useSetAgentStatus() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, status }: { id: string; status: AgentStatus }) =>
      data(
        api.POST("/api/agents/v1/agents/{agent_id}/status", {
          params: { path: { agent_id: id } },
          body: { status },
        }),
      ),
    onSuccess: () => leaveStale(cache, ["agents"]),
  });
}

const one = (id: string) => ({ path: { agent_id: id } });

export function useRestoreAgent(id: string) {
  return useChange([["agents"]], ({ version, from }: { version: number; from: number }) =>
    data(
      api.POST("/api/agents/v1/agents/{agent_id}/versions/{version}/restore", {
        params: { path: { agent_id: id, version }, header: ifMatch(from) },
      }),
    ),
  );
}

export function useDuplicateAgent() {
  return useChange([agentKeys.list()], (id: string) =>
    data(api.POST("/api/agents/v1/agents/{agent_id}/duplicate", { params: one(id), body: { name: "" } })),
  );
}

export function useHandOver(id: string) {
  return useChange([["agents"]], (userId: string) =>
    data(api.POST("/api/agents/v1/agents/{agent_id}/owner", { params: one(id), body: { user_id: userId } })),
  );
}

export function usePerformance(id: string) {
  return useQuery({
    queryKey: agentKeys.performance(id),
    queryFn: ({ signal }) =>
      data(api.GET("/api/agents/v1/agents/{agent_id}/performance", { params: one(id), signal })),
  });
}

export function useFeedback(id: string) {
  return useQuery({
    queryKey: agentKeys.feedback(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/agents/v1/agents/{agent_id}/feedback", {
          params: { ...one(id), query: { limit: 50 } },
          signal,
        }),
      ),
  });
}

export function useGiveFeedback(id: string) {
  return useChange([["agents"]], (body: { run_id: string; liked: boolean; reason: string }) =>
    data(api.POST("/api/agents/v1/agents/{agent_id}/feedback", { params: one(id), body })),
  );
}

export function useAgentTemplates() {
  const { i18n } = useTranslation("ui");
  const language = i18n.language === "de" ? "de" : "en";
  return useQuery({
    queryKey: ["agent-templates", language],
    queryFn: ({ signal }) =>
      data(api.GET("/api/agents/v1/agent-templates", { params: { query: { language } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDeleteAgent() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.DELETE("/api/agents/v1/agents/{agent_id}", { params: { path: { agent_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: agentKeys.list() }),
  });
}
