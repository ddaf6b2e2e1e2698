/** Triggers of a workflow: list, make, change (on a revision), switch, try out; and what a schedule means. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, ifMatch } from "./client";
import { leaveStale } from "./keys";
import type { Page, SampleResult, Trigger, TriggerInput } from "./types";

export const triggerKeys = {
  list: (workflowId: string) => ["triggers", workflowId] as const,
  schedule: (cron: string, timezone: string, count: number) => ["schedule", cron, timezone, count] as const,
};

/** Fifty are as many as a workflow may have. Firings show up by themselves. */
export function useTriggers(workflowId: string) {
  return useQuery({
    queryKey: triggerKeys.list(workflowId),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/workflows/{workflow_id}/triggers", {
          params: { path: { workflow_id: workflowId }, query: { limit: 50 } },
          signal,
        }),
      ),
    refetchInterval: 10_000,
  });
}

/** The plain words and the next times of a cron expression; refused ones are the query's error. */
export function useSchedulePreview(cron: string, timezone: string, count: number) {
  return useQuery({
    queryKey: triggerKeys.schedule(cron, timezone, count),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/schedules/preview", {
          params: { query: { cron, timezone, count } },
          signal,
        }),
      ),
    enabled: cron !== "",
    staleTime: 60_000,
    retry: false,
  });
}

export interface TriggerChange {
  /** Without an id a new one is made. */
  id: string | null;
  /** The revision this change was made on; 412 when someone saved in between. */
  revision: number;
  body: TriggerInput;
}

export function useSaveTrigger(workflowId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision, body }: TriggerChange) =>
      data(
        id === null
          ? api.POST("/api/company/v1/workflows/{workflow_id}/triggers", {
              params: { path: { workflow_id: workflowId } },
              body,
            })
          : api.PUT("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}", {
              params: { path: { workflow_id: workflowId, trigger_id: id }, header: ifMatch(revision) },
              body,
            }),
      ) as Promise<Trigger>,
    onSettled: () => leaveStale(cache, ["triggers"]),
  });
}

/** Shown as switched at once, taken back when the server refuses. */
export function useSwitchTrigger(workflowId: string) {
  const cache = useQueryClient();
  const key = triggerKeys.list(workflowId);
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) => {
      const params = { path: { workflow_id: workflowId, trigger_id: id } };
      return data(
        enabled
          ? api.POST("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}/enable", { params })
          : api.POST("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}/disable", { params }),
      );
    },
    onMutate: async ({ id, enabled }) => {
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData<Page<Trigger>>(key);
      if (before) {
        const items = before.items.map((each) => (each.id === id ? { ...each, enabled } : each));
        cache.setQueryData(key, { ...before, items });
      }
      return before;
    },
    onError: (_error, _change, before) => before && cache.setQueryData(key, before),
    onSettled: () => leaveStale(cache, ["triggers"]),
  });
}

export function useRotateTrigger(workflowId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}/rotate", {
          params: { path: { workflow_id: workflowId, trigger_id: id } },
        }),
      ),
    onSettled: () => leaveStale(cache, ["triggers"]),
  });
}

export function useDeleteTrigger(workflowId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(
        api.DELETE("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}", {
          params: { path: { workflow_id: workflowId, trigger_id: id } },
        }),
      ),
    onSettled: () => leaveStale(cache, ["triggers"]),
  });
}

export function useTryTrigger(workflowId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, sample, run }: { id: string; sample: unknown; run: boolean }) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/triggers/{trigger_id}/test", {
          params: { path: { workflow_id: workflowId, trigger_id: id } },
          body: { sample, run },
        }),
      ) as Promise<SampleResult>,
    onSuccess: () => leaveStale(cache, ["triggers", "runs"]),
  });
}
