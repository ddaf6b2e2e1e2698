/** Who answers with models: the company's providers, those of the deployment, the built-in one. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import type { NewProvider, ProviderChange, ProviderTrial } from "./types";

export const aiKeys = {
  all: ["ai"] as const,
  providers: ["ai", "providers"] as const,
  kinds: ["ai", "kinds"] as const,
  found: ["ai", "found"] as const,
};

/** A change of one provider may change who answers, what is offered and which models there are. */
const stale = (cache: QueryClient) => cache.invalidateQueries({ queryKey: aiKeys.all });
const path = (provider_id: string) => ({ params: { path: { provider_id } } });

export function useModelProviders() {
  return useQuery({
    queryKey: aiKeys.providers,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/providers", { signal })),
  });
}

export function useProviderKinds() {
  return useQuery({
    queryKey: aiKeys.kinds,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/providers/kinds", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Model servers on the platform's own machine that nobody has connected yet. */
export function useFoundServers(enabled: boolean) {
  return useQuery({
    queryKey: aiKeys.found,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/providers/found", { signal })),
    enabled,
  });
}

export function useAddProvider() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: NewProvider) => data(api.POST("/api/ai/v1/providers", { body })),
    onSuccess: () => stale(cache),
  });
}

export function useChangeProvider(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ProviderChange) =>
      data(api.PUT("/api/ai/v1/providers/{provider_id}", { ...path(id), body })),
    onSuccess: () => stale(cache),
  });
}

export function useDeleteProvider(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.DELETE("/api/ai/v1/providers/{provider_id}", path(id))),
    onSuccess: () => stale(cache),
  });
}

export function useTryNewProvider() {
  return useMutation({
    mutationFn: (body: NewProvider) => data(api.POST("/api/ai/v1/providers/test", { body })),
  });
}

export function useTryProvider(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ProviderTrial) =>
      data(api.POST("/api/ai/v1/providers/{provider_id}/test", { ...path(id), body })),
    onSuccess: () => stale(cache),
  });
}
