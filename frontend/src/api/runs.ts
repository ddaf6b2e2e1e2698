/** Runs: start, list, one with its steps, the live feed, cancel. */
import {
  type QueryClient,
  QueryObserver,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, company, data } from "./client";
import { leaveStale } from "./keys";
import { type FeedState, follow } from "./sse";
import type {
  JournalEntry,
  Page,
  Round,
  Run,
  RunEvent,
  RunFilter,
  RunStarted,
  RunStatus,
  StepRun,
} from "./types";

export const runKeys = {
  all: ["runs"] as const,
  recent: (filter: RunFilter, limit: number) => ["runs", "recent", filter, limit] as const,
  one: (id: string) => ["runs", "one", id] as const,
  steps: (id: string) => ["runs", "steps", id] as const,
  round: (id: string, round: string) => ["runs", "round", id, round] as const,
  rounds: (id: string, loop: string) => ["runs", "rounds", id, loop] as const,
};

export const endedStatuses: readonly string[] = ["succeeded", "failed", "cancelled"];

export function isEnded(run: Pick<Run, "status"> | undefined): boolean {
  return run !== undefined && endedStatuses.includes(run.status);
}

export interface Asked {
  limit: number;
  cursor?: string | null;
  /** Without input and output. */
  brief?: boolean;
}

/** What is not asked for is not sent, whether it is missing or undefined. */
type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

export function fetchRuns(filter: RunFilter, asked: Asked, signal: AbortSignal): Promise<Page<Run>> {
  const { status, trigger, id, source, decided, ...rest } = filter;
  const query = {
    ...(rest as Present<typeof rest>),
    source: (source ?? null) as "company" | "sample" | null,
    decided: decided ? decided === "true" : null,
    status: (typeof status === "string" ? [status] : [...(status ?? [])]) as RunStatus[],
    trigger: [...(trigger ?? [])],
    id: [...(id ?? [])],
    limit: asked.limit,
    cursor: asked.cursor ?? null,
    brief: asked.brief ?? false,
  };
  return data(api.GET("/api/company/v1/runs", { params: { query }, signal })) as Promise<Page<Run>>;
}

const liveEvery = (runs: readonly Run[] | undefined): number | false =>
  runs?.some((r) => !isEnded(r)) ? 4_000 : false;

export function useRecentRuns(filter: RunFilter = {}, limit = 8) {
  return useQuery({
    queryKey: runKeys.recent(filter, limit),
    queryFn: ({ signal }) => fetchRuns(filter, { limit }, signal),
    refetchInterval: (query) => liveEvery(query.state.data?.items),
  });
}

export function useRun(id: string, enabled = true) {
  return useQuery({
    queryKey: runKeys.one(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/runs/{run_id}", { params: { path: { run_id: id } }, signal }),
      ) as Promise<Run>,
    enabled,
  });
}

const runSteps = (id: string) => ({
  queryKey: runKeys.steps(id),
  // A live event changes one step of many: the others are kept as they are, so that nothing need be compared.
  structuralSharing: false,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    data(
      api.GET("/api/company/v1/runs/{run_id}/steps", {
        params: { path: { run_id: id }, query: { limit: 200, inside: "", brief: true } },
        signal,
      }),
    ) as Promise<Page<StepRun>>,
});

export function useRunSteps(id: string) {
  return useQuery(runSteps(id));
}

/** The same for a store of one's own: nothing is drawn because of it. Answers how to stop. */
export function watchRunSteps(
  cache: QueryClient,
  id: string,
  tell: (items: readonly StepRun[]) => void,
): () => void {
  const observer = new QueryObserver(cache, runSteps(id));
  const take = ({ data: page }: { data: Page<StepRun> | undefined }) => page && tell(page.items);
  const stop = observer.subscribe(take);
  take(observer.getCurrentResult());
  return stop;
}

/** The steps of one round of a loop, by its key (`each[2]`). */
export function useRoundSteps(id: string, round: string | null, live: boolean) {
  return useQuery({
    queryKey: runKeys.round(id, round ?? ""),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/runs/{run_id}/steps", {
          params: { path: { run_id: id }, query: { limit: 200, inside: round, brief: true } },
          signal,
        }),
      ) as Promise<Page<StepRun>>,
    enabled: round !== null,
    refetchInterval: live ? 2_000 : false,
  });
}

/** The rounds of a loop that have begun, page by page. */
export function useRounds(id: string, loop: string, live: boolean) {
  return useInfiniteQuery({
    queryKey: runKeys.rounds(id, loop),
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/company/v1/runs/{run_id}/rounds", {
          params: { path: { run_id: id }, query: { loop, limit: 50, cursor: pageParam } },
          signal,
        }),
      ) as Promise<Page<Round>>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: live ? 2_000 : false,
  });
}

/** The graph that a run follows, as it was when the run began. */
export function useRunGraph(id: string) {
  return useQuery({
    queryKey: ["runs", "graph", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/runs/{run_id}/graph", { params: { path: { run_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const MOST_ENTRIES = 5_000;

/** What happened in a run, entry by entry, without values: the first thousands of it. */
export function useRunJournal(id: string, live: boolean, enabled = true) {
  return useQuery({
    // Asked for once more when it has ended.
    queryKey: ["runs", "journal", id, live],
    queryFn: async ({ signal }) => {
      const entries: JournalEntry[] = [];
      let cursor: string | null = null;
      do {
        const params: { path: { run_id: string }; query: { limit: number; cursor: string | null } } = {
          path: { run_id: id },
          query: { limit: 200, cursor },
        };
        const page: Page<JournalEntry> = await data(
          api.GET("/api/company/v1/runs/{run_id}/journal", { params, signal }),
        );
        entries.push(...page.items);
        cursor = page.next;
      } while (cursor !== null && entries.length < MOST_ENTRIES);
      return entries;
    },
    enabled,
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
    refetchInterval: live ? 2_000 : false,
  });
}

/** One step with all its values, also those that are left out of lists because they are large. */
export function useWholeStep(id: string, step: StepRun) {
  return useQuery({
    queryKey: ["runs", "whole", id, step.step, step.attempt, step.status],
    queryFn: async ({ signal }) => {
      const params = { path: { run_id: id }, query: { limit: 1, step: step.step } };
      const page = await data(api.GET("/api/company/v1/runs/{run_id}/steps", { params, signal }));
      return (page.items[0] as StepRun | undefined) ?? null;
    },
    enabled: false,
  });
}

export function startRun(workflowId: string, input: unknown): Promise<RunStarted> {
  const params = { path: { workflow_id: workflowId } };
  return data(api.POST("/api/company/v1/workflows/{workflow_id}/runs", { params, body: { input } }));
}

export function useStartRun() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ workflowId, input }: { workflowId: string; input: unknown }) =>
      startRun(workflowId, input),
    onSuccess: () => leaveStale(cache, ["runs"]),
  });
}

export function useCancelRun() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.POST("/api/company/v1/runs/{run_id}/cancel", { params: { path: { run_id: id } } })),
    onSuccess: () => leaveStale(cache, ["runs", "approvals"]),
  });
}

/** Does what failed once more, in a new run that keeps every answer there was before. */
export function useRetryRun() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.POST("/api/company/v1/runs/{run_id}/retry", { params: { path: { run_id: id } } })),
    onSuccess: () => leaveStale(cache, ["runs"]),
  });
}

/** A new run that goes on from a step of an earlier one. */
export function useForkRun() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, step }: { id: string; step: string }) =>
      data(
        api.POST("/api/company/v1/runs/{run_id}/fork", {
          params: { path: { run_id: id } },
          body: { steps: [step], input: null, version: null },
        }),
      ),
    onSuccess: () => leaveStale(cache, ["runs"]),
  });
}

/** Says something to an agent; the run it answers with is the new end of the conversation. */
export function useSay(agentId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ message, after }: { message: string; after: string | null }) =>
      data(
        api.POST("/api/company/v1/agents/{agent_id}/chat", {
          params: { path: { agent_id: agentId } },
          body: { message, after },
        }),
      ),
    onSuccess: () => leaveStale(cache, ["runs"]),
  });
}

/** The runs that a run started as its steps, newest first. */
export function useChildRuns(id: string, enabled: boolean) {
  const filter = { parent_run_id: id };
  return useQuery({
    queryKey: runKeys.recent(filter, 200),
    queryFn: ({ signal }) => fetchRuns(filter, { limit: 200 }, signal),
    enabled,
    refetchInterval: (query) => liveEvery(query.state.data?.items),
  });
}

/** Puts one live event into the steps already known: a step is named by its id and its attempt. */
export function mergeStep(steps: readonly StepRun[], change: Partial<StepRun> & { step: string }): StepRun[] {
  const attempt = change.attempt ?? 1;
  const at = steps.findIndex((s) => s.step === change.step && s.attempt === attempt);
  const known = steps[at];
  if (known) return steps.map((s, i) => (i === at ? { ...known, ...change } : s));
  const fresh: StepRun = {
    step_id: change.step,
    container: null,
    iteration: null,
    name: change.step,
    type: "",
    status: "running",
    input: null,
    output: null,
    error: null,
    cost: 0,
    port: null,
    started_at: null,
    ended_at: null,
    answered_by: null,
    reused_from: null,
    loop: null,
    left_out: [],
    ...change,
    attempt,
  };
  return [...steps, fresh];
}

export function applyRunEvent(cache: QueryClient, id: string, event: RunEvent): void {
  const { run, step } = event;
  if (run) cache.setQueryData<Run>(runKeys.one(id), (old) => (old ? { ...old, ...run } : old));
  // What happens inside loops is not kept here: there may be thousands of it. The loop's own step tells how far it has come.
  if (step && !step.container) {
    cache.setQueryData<Page<StepRun>>(runKeys.steps(id), (old) => ({
      items: mergeStep(old?.items ?? [], step),
      next: old?.next ?? null,
    }));
  }
}

/** Follows a run live: keeps `useRun` and `useRunSteps` of the same id up to date until it ends. */
export function useRunFeed(id: string, enabled: boolean): FeedState {
  const cache = useQueryClient();
  const [state, setState] = useState<FeedState>("connecting");
  useEffect(() => {
    if (!enabled) return;
    const stop = new AbortController();
    const settle = () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: runKeys.one(id) }),
        cache.invalidateQueries({ queryKey: runKeys.steps(id) }),
        cache.invalidateQueries({ queryKey: ["runs", "rounds", id] }),
        cache.invalidateQueries({ queryKey: ["runs", "round", id] }),
      ]);
    follow({
      path: `${company}/runs/${id}/events`,
      signal: stop.signal,
      onState: setState,
      onEvent: (message) => {
        const event = JSON.parse(message.data) as RunEvent;
        applyRunEvent(cache, id, event);
        if (message.event === "end")
          void settle().then(() => leaveStale(cache, ["approvals", "notices", "agents"]));
        else if (event.run?.status === "waiting") void leaveStale(cache, ["approvals", "notices"]);
      },
    }).catch(() => {
      setState("ended");
      void settle();
    });
    return () => stop.abort();
  }, [cache, id, enabled]);
  return state;
}
