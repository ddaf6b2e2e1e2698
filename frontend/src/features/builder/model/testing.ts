/** What a test of a step does: which steps lead to it, on which run's answers it can go on, and which steps would really act. */
import { aroundOf, insideOf, visibleFrom } from "./containers";
import { type Graph, neighbours, type Step } from "./graph";
import { type Catalogue, effectOf, type StepType } from "./step-types";

/** A step alone on what is known, everything up to it anew, or the whole workflow. */
export type TestKind = "step" | "upTo";

/** As much of a workflow as leads to a step, with it and what is inside it. */
export function leadingTo(graph: Graph, id: string): Set<string> {
  const before = visibleFrom(graph, id);
  const around = aroundOf(graph, id);
  const found = new Set([id, ...around, ...before, ...insideOf(graph, [id])]);
  for (const each of insideOf(
    graph,
    [...before].filter((step) => !around.includes(step)),
  ))
    found.add(each);
  return found;
}

/** The steps right before this one, and right before each loop around it; those that are pinned need no run. */
export function feeding(graph: Graph, id: string): string[] {
  const near = neighbours(graph);
  const found = [id, ...aroundOf(graph, id)].flatMap((each) =>
    (near.into.get(each) ?? []).map((edge) => edge.from),
  );
  return [...new Set(found)].filter((each) => !isPinned(graph, each));
}

export interface Found {
  runId: string;
  stepId: string;
}

/**
 * The run whose answers a step is tested on: the shown one if it has all that leads to the step, else the newest that can have it.
 * `known` names, for each step, the newest run in which it succeeded. Ids of runs sort by time.
 */
export function runToTestOn(
  needed: readonly string[],
  known: readonly Found[],
  shown: { runId: string; has: ReadonlySet<string> } | null,
): string | null {
  if (shown && needed.every((id) => shown.has.has(id))) return shown.runId;
  const runs = known.filter((each) => needed.includes(each.stepId)).map((each) => each.runId);
  return runs.sort()[0] ?? null;
}

/** Acts on other systems or asks people, unless its data is pinned. */
export function actsOutside(step: Step, type: StepType | undefined): boolean {
  if (step.pinned !== undefined || type === undefined) return false;
  const effect = effectOf(step, type);
  return effect === "effect" || effect === "idempotent" || type.category === "people";
}

/** Of these steps those that would really act, with what has an answer already left out. */
export function reallyActing(
  graph: Graph,
  ids: ReadonlySet<string>,
  types: Catalogue,
  answered: ReadonlySet<string> = new Set(),
): Step[] {
  return graph.steps.filter(
    (step) =>
      ids.has(step.id) &&
      !answered.has(step.id) &&
      !aroundOf(graph, step.id).some((each) => answered.has(each) || isPinned(graph, each)) &&
      actsOutside(step, types.get(step.type)),
  );
}

export function isPinned(graph: Graph, id: string): boolean {
  return graph.steps.some((step) => step.id === id && step.pinned !== undefined);
}
