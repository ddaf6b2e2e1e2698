/** The history of a workflow: its versions in pages, restored and published again. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data, ifMatch } from "./client";
import { leaveStale } from "./keys";
import type { Page, WorkflowVersion } from "./types";
import { detail, workflowKeys } from "./workflows";

/** The versions, newest first, with what changed with each in numbers; more are asked for as they are wanted. */
export function useWorkflowVersions(id: string) {
  return useInfiniteQuery({
    queryKey: workflowKeys.versions(id),
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      data(
        api.GET("/api/company/v1/workflows/{workflow_id}/versions", {
          params: {
            path: { workflow_id: id },
            query: { counts: "yes", limit: 30, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ) as Promise<Page<WorkflowVersion>>,
    getNextPageParam: (last) => last.next,
  });
}

/** Puts a version in the place of the draft that was seen at this revision. */
export function useRestoreVersion(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ version, revision }: { version: number; revision: number }) =>
      detail(
        api.POST("/api/company/v1/workflows/{workflow_id}/versions/{version}/restore", {
          params: { path: { workflow_id: id, version }, header: ifMatch(revision) },
        }),
      ),
    onSuccess: (saved) => cache.setQueryData(workflowKeys.one(id), saved),
  });
}

/** Makes an earlier version live again, as a new version; the draft stays as it is. */
export function usePublishAgain(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ version, note }: { version: number; note: string }) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/versions/{version}/publish", {
          params: { path: { workflow_id: id, version } },
          body: { note },
        }),
      ),
    onSuccess: () => leaveStale(cache, ["workflows"]),
  });
}
