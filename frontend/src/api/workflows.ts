/** Workflows: list, draft, validation, publishing, versions, and the step types the builder draws from. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, ifMatch } from "./client";
import { leaveStale } from "./keys";
import type {
  EditedWorkflow,
  Graph,
  Page,
  SentEdits,
  StepType,
  WorkflowDetail,
  WorkflowVersion,
} from "./types";

export const workflowKeys = {
  all: ["workflows"] as const,
  list: (agentId?: string) => ["workflows", "list", agentId ?? null] as const,
  one: (id: string) => ["workflows", "one", id] as const,
  draft: (id: string) => ["workflows", "draft", id] as const,
  versions: (id: string) => ["workflows", "versions", id] as const,
  version: (id: string, version: number) => ["workflows", "version", id, version] as const,
  stepTypes: ["step-types"] as const,
};

/** The graph is any JSON to the API; here it has the shape the screens know. */
export function detail(answer: Promise<{ data?: unknown }>): Promise<WorkflowDetail> {
  return data(answer) as Promise<WorkflowDetail>;
}

export function fetchWorkflow(id: string, signal?: AbortSignal): Promise<WorkflowDetail> {
  const params = { path: { workflow_id: id } };
  return detail(api.GET("/api/company/v1/workflows/{workflow_id}", signal ? { params, signal } : { params }));
}

export function useWorkflows(agentId?: string) {
  return useQuery({
    queryKey: workflowKeys.list(agentId),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/workflows", {
          params: { query: { agent_id: agentId ?? null, limit: 200 } },
          signal,
        }),
      ),
  });
}

export function useWorkflow(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: workflowKeys.one(id),
    queryFn: ({ signal }) => fetchWorkflow(id, signal),
  });
}

/** The draft with what can be undone in it, for those who may change it. */
export function fetchDraft(id: string, signal?: AbortSignal): Promise<EditedWorkflow> {
  const params = { path: { workflow_id: id } };
  const path = "/api/company/v1/workflows/{workflow_id}/draft";
  return detail(api.GET(path, signal ? { params, signal } : { params })) as Promise<EditedWorkflow>;
}

export function useDraft(id: string, enabled: boolean) {
  return useQuery({
    queryKey: workflowKeys.draft(id),
    queryFn: ({ signal }) => fetchDraft(id, signal),
    enabled,
    // Opened once; from then on the builder saves and joins. Nobody else looks at it.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useStepTypes() {
  return useQuery({
    queryKey: workflowKeys.stepTypes,
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/step-types", { signal })) as Promise<Page<StepType>>,
    staleTime: 10 * 60_000,
  });
}

export function useCreateWorkflow() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: { name: string; agent_id: string; graph: Graph; description?: string }) =>
      detail(api.POST("/api/company/v1/workflows", { body: input })),
    onSuccess: () => leaveStale(cache, ["workflows"]),
  });
}

export interface DraftChange {
  graph: Graph;
  /** The `draft_revision` this change was made on; 409 or 412 when someone saved in between. */
  revision: number;
  name?: string;
  description?: string;
  /** How the draft came to be; without, it counts as replaced. */
  edits?: SentEdits;
}

export function saveDraft(id: string, { revision, ...body }: DraftChange): Promise<WorkflowDetail> {
  const params = { path: { workflow_id: id }, header: ifMatch(revision) };
  return detail(api.PUT("/api/company/v1/workflows/{workflow_id}/draft", { params, body }));
}

export function useSaveDraft(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: DraftChange) => saveDraft(id, change),
    onSuccess: (saved) => {
      cache.setQueryData(workflowKeys.one(id), saved);
      return cache.invalidateQueries({ queryKey: ["workflows", "list"] });
    },
  });
}

export function useValidateWorkflow(id: string) {
  return useMutation({
    mutationFn: (graph: Graph) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/validate", {
          params: { path: { workflow_id: id } },
          body: { graph },
        }),
      ),
  });
}

export function usePublishWorkflow(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/publish", {
          params: { path: { workflow_id: id } },
          body: { note },
        }),
      ),
    onSuccess: () => leaveStale(cache, ["workflows"]),
  });
}

export function useWorkflowVersion(id: string, version: number | null | undefined) {
  return useQuery({
    queryKey: workflowKeys.version(id, version ?? 0),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/workflows/{workflow_id}/versions/{version}", {
          params: { path: { workflow_id: id, version: version ?? 0 } },
          signal,
        }),
      ) as Promise<WorkflowVersion>,
    enabled: typeof version === "number",
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useDeleteWorkflow() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.DELETE("/api/company/v1/workflows/{workflow_id}", { params: { path: { workflow_id: id } } })),
    onSuccess: () => leaveStale(cache, ["workflows"]),
  });
}
