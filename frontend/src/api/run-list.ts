/** The long list of runs: pages that only grow, what is new above them, what goes on in them; and saved filters. */
import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { api, data } from "./client";
import { fetchRuns, isEnded, runKeys } from "./runs";
import type { Page, Run, RunFilter, SavedFilter } from "./types";

// Not under "runs": what a single run tells makes those stale, and thousands of rows would be read again for it.
const listKey = (filter: RunFilter) => ["run-list", filter] as const;
const headKey = (filter: RunFilter) => ["run-list-head", filter] as const;

const PAGE = 100;
const HEAD = 50;
const LIVE_MS = 4_000;

type Pages = InfiniteData<Page<Run>, string | null>;

export function useRunList(filter: RunFilter) {
  return useInfiniteQuery({
    queryKey: listKey(filter),
    queryFn: ({ pageParam, signal }) =>
      fetchRuns(filter, { limit: PAGE, cursor: pageParam, brief: true }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

/**
 * Those of the newest runs that the list does not have yet and that belong where it has been loaded: also what began before its top and is
 * found only now, because a search finds what a run came to when it has ended. `all`: none is known, so there may be more.
 */
export function freshOf(
  head: readonly Run[],
  items: readonly Run[],
  complete: boolean,
): { fresh: Run[]; all: boolean } {
  const known = new Set(items.map((run) => run.id));
  const bottom = complete ? "" : (items.at(-1)?.id ?? "");
  const fresh = head.filter((run) => !known.has(run.id) && run.id > bottom);
  return { fresh, all: fresh.length === head.length && fresh.length === HEAD };
}

interface Loaded {
  items: readonly Run[];
  /** Nothing is left to load. */
  complete: boolean;
}

export function useFreshRuns(filter: RunFilter, { items, complete }: Loaded, enabled: boolean) {
  const head = useQuery({
    queryKey: headKey(filter),
    queryFn: ({ signal }) => fetchRuns(filter, { limit: HEAD, brief: true }, signal),
    enabled,
    refetchInterval: LIVE_MS,
  });
  return freshOf(head.data?.items ?? [], items, complete);
}

/** Puts what is new where it belongs, the newest on top; when it may not be all of it, the list begins anew. */
export function takeFresh(cache: QueryClient, filter: RunFilter, news: { fresh: Run[]; all: boolean }): void {
  if (news.all) {
    void cache.resetQueries({ queryKey: listKey(filter), exact: true });
    return;
  }
  cache.setQueryData<Pages>(listKey(filter), (old) => joined(old, news.fresh));
}

/** Each new run on the page where its neighbours are; the newest are first. */
export function joined(old: Pages | undefined, fresh: readonly Run[]): Pages | undefined {
  if (!old) return old;
  let left = [...fresh];
  const pages = old.pages.map((page, at) => {
    const bottom = page.items.at(-1)?.id;
    const own = at === old.pages.length - 1 ? left : left.filter((run) => bottom && run.id > bottom);
    if (own.length === 0) return page;
    left = left.filter((run) => !own.includes(run));
    return { ...page, items: [...page.items, ...own].sort((a, b) => (a.id < b.id ? 1 : -1)) };
  });
  return { ...old, pages };
}

/** Replaces rows of the list by newer ones of the same runs. */
export function patched(old: Pages | undefined, changed: readonly Run[]): Pages | undefined {
  if (!old || changed.length === 0) return old;
  const byId = new Map(changed.map((run) => [run.id, run]));
  const pages = old.pages.map((page) => {
    if (!page.items.some((run) => byId.has(run.id))) return page;
    return { ...page, items: page.items.map((run) => byId.get(run.id) ?? run) };
  });
  return { ...old, pages };
}

/** Keeps those of the shown runs that go on up to date. */
export function useLiveRows(filter: RunFilter, shown: readonly Run[]): void {
  const cache = useQueryClient();
  const going = shown.filter((run) => !isEnded(run)).map((run) => run.id);
  const rows = useQuery({
    queryKey: ["run-list-live", going],
    queryFn: ({ signal }) => fetchRuns({ id: going }, { limit: 200, brief: true }, signal),
    enabled: going.length > 0,
    refetchInterval: LIVE_MS,
  });
  useEffect(() => {
    if (rows.data) cache.setQueryData<Pages>(listKey(filter), (old) => patched(old, rows.data.items));
  }, [cache, filter, rows.data]);
}

export type Outcome = "done" | "over" | "failed";
export interface Result {
  run: Run;
  outcome: Outcome;
  error?: unknown;
  /** The run that does it once more. */
  again?: string;
}

/** Reads some runs of the list again. */
export async function refreshRows(
  cache: QueryClient,
  filter: RunFilter,
  ids: readonly string[],
): Promise<void> {
  const page = await fetchRuns({ id: ids }, { limit: 200, brief: true }, new AbortController().signal);
  cache.setQueryData<Pages>(listKey(filter), (old) => patched(old, page.items));
  await cache.invalidateQueries({ queryKey: runKeys.all });
}

export async function cancelOne(run: Run): Promise<Result> {
  if (isEnded(run)) return { run, outcome: "over" };
  await data(api.POST("/api/company/v1/runs/{run_id}/cancel", { params: { path: { run_id: run.id } } }));
  return { run, outcome: "done" };
}

export async function retryOne(run: Run): Promise<Result> {
  if (run.status === "succeeded" || !isEnded(run)) return { run, outcome: "over" };
  const params = { path: { run_id: run.id } };
  const made = await data(api.POST("/api/company/v1/runs/{run_id}/retry", { params }));
  return { run, outcome: "done", again: made.id };
}

const filterKey = ["run-filters"] as const;

export function useSavedFilters() {
  return useQuery({
    queryKey: filterKey,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/run-filters", { signal })),
    staleTime: 60_000,
  });
}

type FilterBody = Pick<SavedFilter, "name" | "shared" | "search">;

export function useSaveFilter() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: FilterBody) => data(api.POST("/api/company/v1/run-filters", { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: filterKey }),
  });
}

export function useDeleteFilter() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      data(api.DELETE("/api/company/v1/run-filters/{filter_id}", { params: { path: { filter_id: id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: filterKey }),
  });
}
