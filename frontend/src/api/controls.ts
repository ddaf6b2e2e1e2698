/** Holding runs back: pauses of a workflow or the whole company, limits of a workflow, emptying its queue. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import type { WorkflowControl, WorkflowLimits } from "./types";

export const controlKeys = {
  workflow: (id: string) => ["controls", "workflow", id] as const,
  pauses: ["controls", "pauses"] as const,
};

export function useWorkflowControl(id: string) {
  return useQuery({
    queryKey: controlKeys.workflow(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/workflows/{workflow_id}/control", {
          params: { path: { workflow_id: id } },
          signal,
        }),
      ),
    refetchInterval: 5_000,
  });
}

function useControlChange<V>(id: string, change: (value: V) => Promise<WorkflowControl>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (changed) => {
      cache.setQueryData(controlKeys.workflow(id), changed);
      return leaveStale(cache, ["controls", "runs"]);
    },
  });
}

export function usePauseWorkflow(id: string) {
  return useControlChange(id, (reason: string) =>
    data(
      api.POST("/api/company/v1/workflows/{workflow_id}/pause", {
        params: { path: { workflow_id: id } },
        body: { reason },
      }),
    ),
  );
}

export function useResumeWorkflow(id: string) {
  return useControlChange(id, () =>
    data(
      api.POST("/api/company/v1/workflows/{workflow_id}/resume", { params: { path: { workflow_id: id } } }),
    ),
  );
}

export function useLimitWorkflow(id: string) {
  return useControlChange(id, (limits: WorkflowLimits) =>
    data(
      api.PUT("/api/company/v1/workflows/{workflow_id}/limits", {
        params: { path: { workflow_id: id } },
        body: limits,
      }),
    ),
  );
}

/** Cancels every run that has not begun; answers how many. */
export function usePurgeWorkflow(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/purge", { params: { path: { workflow_id: id } } }),
      ),
    onSuccess: () => leaveStale(cache, ["controls", "runs"]),
  });
}

export function usePauses() {
  return useQuery({
    queryKey: controlKeys.pauses,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/pauses", { signal })),
    refetchInterval: 15_000,
  });
}

export function usePauseCompany() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      data(api.POST("/api/company/v1/companies/current/pause", { body: { reason } })),
    onSuccess: (pauses) => {
      cache.setQueryData(controlKeys.pauses, pauses);
      return leaveStale(cache, ["controls", "runs"]);
    },
  });
}

export function useResumeCompany() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.POST("/api/company/v1/companies/current/resume")),
    onSuccess: (pauses) => {
      cache.setQueryData(controlKeys.pauses, pauses);
      return leaveStale(cache, ["controls", "runs"]);
    },
  });
}
