/** The fields a run's input has: those of the version that runs, else of the draft. Null while they are read. */
import type { WorkflowDetail } from "@/api/types";
import { useWorkflowVersion } from "@/api/workflows";
import { type FormField, fieldsOf } from "@/forms/schema";

export function useInputFields(workflow: WorkflowDetail, pinned: number | null): readonly FormField[] | null {
  const version = pinned ?? workflow.live_version;
  const live = useWorkflowVersion(workflow.id, version);
  if (version === null || live.isError) return fieldsOf(workflow.draft.graph.input);
  return live.data ? fieldsOf(live.data.graph?.input) : null;
}
