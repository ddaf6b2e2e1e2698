/** Trying a draft: a run of it, the last data of its steps, what a setting comes to. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import type { components } from "./schema.gen";
import type { Page, RunStarted, StepRun } from "./types";

type Shapes = components["schemas"];

export interface KnownStep extends Omit<Shapes["KnownStep"], "step"> {
  step: StepRun;
}
export interface KnownData extends Omit<Shapes["KnownData"], "steps"> {
  steps: KnownStep[];
}
export type Evaluation = Shapes["Evaluation"];
export type EvaluateInput = Partial<Shapes["EvaluateBody"]>;
export type DraftRun = Partial<Shapes["DraftRunBody"]>;

/** What runs found is out of date as soon as one has ended. */
export const knownKey = ["runs", "known"] as const;

/** The newest answer of each step of a workflow. */
export function useKnownData(workflowId: string, enabled = true) {
  return useQuery({ ...knownQuery(workflowId), enabled });
}

export function knownQuery(workflowId: string) {
  return {
    queryKey: [...knownKey, workflowId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      data(
        api.GET("/api/company/v1/workflows/{workflow_id}/known-data", {
          params: { path: { workflow_id: workflowId } },
          signal,
        }),
      ) as Promise<KnownData>,
    staleTime: 10_000,
  };
}

/** All steps of a run, also those in loops, as far as one page goes. */
export function allRunSteps(runId: string): Promise<Page<StepRun>> {
  const params = { path: { run_id: runId }, query: { limit: 200 } };
  return data(api.GET("/api/company/v1/runs/{run_id}/steps", { params })) as Promise<Page<StepRun>>;
}

/** One step of a run with its values however large; `inside` is the round it stands in, if any. */
export function useWholeStep(runId: string, step: string, enabled: boolean) {
  const inside = step.includes("/") ? step.slice(0, step.lastIndexOf("/")) : "";
  return useQuery({
    queryKey: ["runs", "whole", runId, step],
    queryFn: async ({ signal }) => {
      const params = { path: { run_id: runId }, query: { limit: 200, inside } };
      const page = (await data(
        api.GET("/api/company/v1/runs/{run_id}/steps", { params, signal }),
      )) as Page<StepRun>;
      return page.items.find((each) => each.step === step) ?? null;
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function tryDraft(workflowId: string, body: DraftRun): Promise<RunStarted> {
  const params = { path: { workflow_id: workflowId } };
  const whole = { input: {}, up_to: null, from_run: null, steps: [], ...body };
  return data(api.POST("/api/company/v1/workflows/{workflow_id}/test-runs", { params, body: whole }));
}

export function useTryDraft(workflowId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: DraftRun) => tryDraft(workflowId, body),
    onSuccess: () => leaveStale(cache, ["runs"]),
  });
}

/** What a setting comes to. A question that is overtaken by the next one is called off. */
export function useEvaluation(workflowId: string, body: EvaluateInput, enabled: boolean) {
  const whole = { template: null, expression: null, step: null, run_id: null, data: null, ...body };
  return useQuery({
    queryKey: [...knownKey, "evaluate", workflowId, body],
    queryFn: ({ signal }) =>
      data(
        api.POST("/api/company/v1/workflows/{workflow_id}/evaluate", {
          params: { path: { workflow_id: workflowId } },
          body: whole,
          signal,
        }),
      ),
    enabled,
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}
