/** The run that is shown on the canvas: the latest try of each step. Nodes listen to their own step only. */
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { StepRun } from "@/api/types";
import type { Standing } from "@/parts/run-moment";
import type { Edge } from "../model/graph";

export interface RunState {
  runId: string | null;
  steps: ReadonlyMap<string, StepRun>;
  /** What became of the steps inside containers, all rounds together. */
  inside: ReadonlyMap<string, Standing>;
  /** By "from port": how often a step was left that way, in all rounds together. */
  ways: ReadonlyMap<string, number>;
}

export const noRun: RunState = { runId: null, steps: new Map(), inside: new Map(), ways: new Map() };

export type RunStore = StoreApi<RunState>;

export function createRunStore(): RunStore {
  return createStore<RunState>()(() => noRun);
}

export const RunContext = createContext<RunStore | null>(null);

export function useRunStore(): RunStore {
  const store = useContext(RunContext);
  if (store === null) throw new Error("The builder's parts stand inside RunContext");
  return store;
}

export function useShownRun(): string | null {
  return useStore(useRunStore(), (state) => state.runId);
}

export function useStepRun(id: string): StepRun | undefined {
  return useStore(useRunStore(), (state) => state.steps.get(id));
}

/** Of a step that stands in a container; of the others `useStepRun` knows more. */
export function useStandingInside(id: string): Standing | undefined {
  return useStore(useRunStore(), (state) => (state.steps.has(id) ? undefined : state.inside.get(id)));
}

/** What became of a step in the run that is shown, wherever it stands. */
export function useRunStatus(id: string): string | undefined {
  const run = useStepRun(id);
  const inside = useStandingInside(id);
  return run?.status ?? inside?.status;
}

/** Of all steps: for what looks at several. Drawn anew with every change. */
export function useStepRuns(): RunState["steps"] {
  return useStore(useRunStore(), (state) => state.steps);
}

export type WireState = "idle" | "taken" | "active" | "untaken";

export function useWireState(edge: Edge | undefined): WireState {
  return useStore(useRunStore(), (state) => (edge && state.runId ? wireState(state, edge) : "idle"));
}

/** A wire was taken when its step left by its exit; it is active while what follows is at work. */
export function wireState(state: RunState, edge: Edge): WireState {
  const from = state.steps.get(edge.from);
  const to = state.steps.get(edge.to) ?? state.inside.get(edge.to);
  const left = from ? leftBy(from, edge) : leftInside(state, edge);
  if (!left || !to || to.status === "untouched") return "untaken";
  return to.status === "running" || to.status === "waiting" ? "active" : "taken";
}

function leftBy(from: StepRun, edge: Edge): boolean {
  if (from.status !== "succeeded" && from.status !== "failed") return false;
  const failed = from.status === "failed";
  const by = from.port ?? (failed ? "error" : "success");
  const always = edge.port === undefined && !failed && by !== "error";
  return always || edge.port === by;
}

/** In any round: a container's steps have no run of their own. */
function leftInside({ inside, ways }: RunState, edge: Edge): boolean {
  if (edge.port === undefined) return (inside.get(edge.from)?.done ?? 0) > 0;
  return (ways.get(`${edge.from} ${edge.port}`) ?? 0) > 0;
}

/** Of several tries of a step the last counts. Steps that did not change keep their identity. */
export function latestTries(
  before: ReadonlyMap<string, StepRun>,
  tries: readonly StepRun[],
): Map<string, StepRun> {
  const latest = new Map<string, StepRun>();
  for (const each of tries) {
    const other = latest.get(each.step);
    if (!other || other.attempt <= each.attempt) latest.set(each.step, each);
  }
  for (const [id, each] of latest) {
    const old = before.get(id);
    if (
      old &&
      old !== each &&
      old.status === each.status &&
      old.ended_at === each.ended_at &&
      old.attempt === each.attempt &&
      old.loop?.done === each.loop?.done
    )
      latest.set(id, old);
  }
  return latest;
}

/** Steps that did not change keep their identity. */
export function latestInside(
  before: ReadonlyMap<string, Standing>,
  now: ReadonlyMap<string, Standing>,
): Map<string, Standing> {
  const told = (each: Standing) => `${each.status} ${each.begun} ${each.done} ${each.failed}`;
  return new Map(
    [...now].map(([id, each]) => {
      const old = before.get(id);
      return [id, old && told(old) === told(each) ? old : each];
    }),
  );
}
