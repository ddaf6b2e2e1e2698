/** One uncertain effect: what was attempted, and a person's word on it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import type { EffectAnswer, UncertainEffect } from "./types";

export const effectKeys = {
  ofRun: (runId: string) => ["effects", "run", runId] as const,
  one: (id: string) => ["effects", "one", id] as const,
  attempted: (id: string) => ["effects", "attempted", id] as const,
};

/** The open questions of one run; asked while it waits. */
export function useEffectsOfRun(runId: string, waits: boolean) {
  return useQuery({
    queryKey: effectKeys.ofRun(runId),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/uncertain-effects", {
          params: { query: { status: "open", run_id: runId } },
          signal,
        }),
      ),
    enabled: waits,
    refetchInterval: 5_000,
  });
}

/** What the step was given when it was tried last; null when that is not (or no longer) known. */
export function useAttempted(effect: UncertainEffect) {
  const inside = effect.step.slice(0, Math.max(0, effect.step.lastIndexOf("/")));
  return useQuery({
    queryKey: effectKeys.attempted(effect.id),
    queryFn: async ({ signal }) => {
      const steps = await data(
        api.GET("/api/company/v1/runs/{run_id}/steps", {
          params: { path: { run_id: effect.run_id }, query: { limit: 200, inside } },
          signal,
        }),
      );
      const tries = steps.items.filter((each) => each.step === effect.step);
      return tries.sort((a, b) => b.attempt - a.attempt)[0]?.input ?? null;
    },
  });
}

export function useUncertainEffect(id: string) {
  return useQuery({
    queryKey: effectKeys.one(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/uncertain-effects/{effect_id}", {
          params: { path: { effect_id: id } },
          signal,
        }),
      ),
  });
}

export interface EffectWord {
  answer: EffectAnswer;
  output: unknown;
  comment: string;
}

export function useResolveEffect(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (word: EffectWord) =>
      data(
        api.POST("/api/company/v1/uncertain-effects/{effect_id}/resolve", {
          params: { path: { effect_id: id } },
          body: word,
        }),
      ),
    onSuccess: (resolved) => cache.setQueryData(effectKeys.one(id), resolved),
    onSettled: () => leaveStale(cache, ["effects", "runs"]),
  });
}
