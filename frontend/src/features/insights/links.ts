/** Every figure opens its runs: the search of the list of runs that has exactly those. Pure. */
import type { Insights, InsightsQuestion } from "@/api/insights";

export interface RunSearch {
  status?: string;
  workflow?: string;
  agent?: string;
  from?: string;
  to?: string;
  source?: string;
  decided?: string;
  reason?: string;
}

/** The runs of the time, or of a part of it, as the filters have them. */
export function runSearch(
  question: Pick<InsightsQuestion, "workflow_id" | "agent_id" | "source">,
  time: Pick<Insights, "start" | "end">,
  more: RunSearch = {},
): RunSearch {
  return {
    from: time.start,
    to: time.end,
    source: question.source,
    ...(question.workflow_id ? { workflow: question.workflow_id } : {}),
    ...(question.agent_id ? { agent: question.agent_id } : {}),
    ...more,
  };
}
