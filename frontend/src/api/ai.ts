/** Which model answers: the company's own OpenAI-compatible endpoint, or the built-in local provider. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import type { ModelProviderInput, ModelProviderTrial } from "./types";

export const aiKeys = { provider: ["ai", "provider"] as const };

export function useModelProvider() {
  return useQuery({
    queryKey: aiKeys.provider,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/providers", { signal })),
  });
}

export function useSaveModelProvider() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: ModelProviderInput) => data(api.PUT("/api/ai/v1/providers", { body: input })),
    onSuccess: (saved) => cache.setQueryData(aiKeys.provider, saved),
  });
}

export function useTestModelProvider() {
  return useMutation({
    mutationFn: (input: ModelProviderTrial) => data(api.POST("/api/ai/v1/providers/test", { body: input })),
  });
}
