/** What is known of the steps on the screen: of the run that is shown, and of the newest runs. */
import { useMemo } from "react";
import { useRun } from "@/api/runs";
import { type KnownStep, useKnownData } from "@/api/testing";
import { type Sources, sourcesOf } from "../model/known";
import { useBuilder } from "../stores/context";
import { useShownRun, useStepRuns } from "../stores/run-store";

export function useSources(): Sources {
  const graph = useBuilder((s) => s.document.graph);
  const workflowId = useBuilder((s) => s.workflowId);
  const known = useKnownData(workflowId).data;
  const shown = useStepRuns();
  const input = useShownInput();
  return useMemo(() => {
    const newest = (known?.steps ?? []).map((each) => each.step);
    return sourcesOf(graph, shown.values(), newest, { shown: input, newest: known?.input });
  }, [graph, known, shown, input]);
}

function useShownInput(): unknown {
  const runId = useShownRun();
  const run = useRun(runId ?? "", runId !== null);
  return runId === null ? undefined : run.data?.input;
}

/** What became of one step lately: the newest, and its last success when that failed. */
export function useLately(stepId: string): {
  newest: KnownStep | undefined;
  success: KnownStep | undefined;
  pending: boolean;
} {
  const workflowId = useBuilder((s) => s.workflowId);
  const known = useKnownData(workflowId);
  const own = (known.data?.steps ?? []).filter((each) => each.step.step_id === stepId);
  const success = own.find((each) => each.step.status === "succeeded");
  const newest = own.find((each) => each.step.status === "failed") ?? success;
  return { newest, success: newest === success ? undefined : success, pending: known.isPending };
}
