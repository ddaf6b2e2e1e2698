/** Everything that ran: filters, the list, what is new above it, and what can be done with several at once. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUp, Play, Rows3, Rows4, SearchX } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { takeFresh, useFreshRuns, useLiveRows, useRunList } from "@/api/run-list";
import type { Run, RunFilter } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Page, PageHeader } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { FiguresNote } from "./figures-note";
import { BulkBar } from "./list/bulk-bar";
import { filterOf, isFiltered, type Search, tidy } from "./list/filter";
import { FilterBar } from "./list/filter-bar";
import { type Density, MOST_CHOSEN, RunRows } from "./list/run-rows";

export function RunsPage() {
  const { t } = useTranslation("runs");
  const search = useSearch({ from: "/app/runs" }) as Search;
  const navigate = useNavigate();
  const [density, setDensity] = useDensity();
  const replace = useCallback(
    (next: Search) => void navigate({ to: "/runs", search: tidy(next), replace: true }),
    [navigate],
  );
  const latest = useRef(search);
  latest.current = search;
  const change = useCallback((part: Search) => replace({ ...latest.current, ...part }), [replace]);
  const key = JSON.stringify(search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same filter stays the same value
  const filter = useMemo(() => filterOf(search), [key]);
  return (
    <Page>
      <PageHeader
        documentTitle={t("title")}
        title={t("title")}
        description={t("text")}
        actions={
          <Segmented
            label={t("density.label")}
            value={density}
            onChange={(next) => setDensity(next as Density)}
            choices={[
              {
                value: "comfortable",
                label: <Rows3 size={16} aria-hidden />,
                title: t("density.comfortable"),
              },
              { value: "compact", label: <Rows4 size={16} aria-hidden />, title: t("density.compact") },
            ]}
          />
        }
      />
      <div className="mb-3">
        <FilterBar search={search} onChange={change} onReplace={replace} />
      </div>
      <FiguresNote source={search.source} decided={search.decided} reason={search.reason} />
      <List key={key} filter={filter} filtered={isFiltered(search)} density={density} />
    </Page>
  );
}

function useDensity(): [Density, (next: Density) => void] {
  const [density, setDensity] = useState<Density>(() =>
    localStorage.getItem("density") === "compact" ? "compact" : "comfortable",
  );
  const choose = (next: Density) => {
    localStorage.setItem("density", next);
    setDensity(next);
  };
  return [density, choose];
}

/** Pages without a hit that are fetched before somebody has to ask for more. */
const PATIENCE = 5;

interface ListProps {
  filter: RunFilter;
  filtered: boolean;
  density: Density;
}

function List({ filter, filtered, density }: ListProps) {
  const { t } = useTranslation("runs");
  const list = useRunList(filter);
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const runs = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const [shown, setShown] = useState<readonly Run[]>([]);
  useLiveRows(filter, shown);
  const [chosen, choose, chooseAll, clear] = useChosen(runs);
  const empties = data?.pages.slice(-PATIENCE).filter((page) => page.items.length === 0).length ?? 0;
  const tired = empties >= PATIENCE;
  const more = hasNextPage && !isFetchingNextPage && !tired && !isFetchNextPageError;
  const onEnd = useCallback(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);
  if (list.isPending)
    return (
      <Card>
        <SkeletonRows rows={8} />
      </Card>
    );
  if (list.isError && runs.length === 0)
    return <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <>
      <News filter={filter} loaded={{ items: runs, complete: !hasNextPage }} />
      <Card className="overflow-clip">
        {runs.length === 0 && !hasNextPage ? (
          <Empty icon={filtered ? SearchX : Play} title={filtered ? t("empty.filtered") : t("empty.title")}>
            {filtered ? t("empty.filteredText") : t("empty.text")}
          </Empty>
        ) : (
          <RunRows
            runs={runs}
            density={density}
            chosen={chosen}
            onChoose={choose}
            onChooseAll={chooseAll}
            onEnd={onEnd}
            onShown={setShown}
          />
        )}
        {isFetchingNextPage && <SkeletonRows rows={2} />}
        {isFetchNextPageError && (
          <ErrorPanel error={list.error} compact className="m-3" onRetry={() => void fetchNextPage()} />
        )}
        {tired && hasNextPage && !isFetchingNextPage && (
          <div className="flex flex-wrap items-center justify-center gap-3 p-3 text-ui text-muted">
            {t("further.text")}
            <Button size="sm" onClick={() => void fetchNextPage()}>
              {t("further.button")}
            </Button>
          </div>
        )}
      </Card>
      {chosen.size > 0 && (
        <BulkBar runs={runs.filter((run) => chosen.has(run.id))} filter={filter} onClear={clear} />
      )}
    </>
  );
}

/** "3 new runs": they are put into the list only when somebody says so, so that nothing jumps. */
function News({ filter, loaded }: { filter: RunFilter; loaded: Parameters<typeof useFreshRuns>[1] }) {
  const { t } = useTranslation("runs");
  const cache = useQueryClient();
  const place = useRef<HTMLDivElement>(null);
  const news = useFreshRuns(filter, loaded, filter.to === undefined);
  const count = news.fresh.length;
  const take = () => {
    takeFresh(cache, filter, news);
    place.current?.closest("main")?.scrollTo({ top: 0 });
  };
  return (
    <div
      ref={place}
      aria-live="polite"
      className="sticky top-2 z-20 flex h-0 justify-center overflow-visible"
    >
      {count > 0 && (
        <Button
          kind="primary"
          size="sm"
          className="translate-y-1 rounded-full shadow-overlay"
          icon={<ArrowUp size={15} aria-hidden />}
          onClick={take}
        >
          {news.all ? t("news.many", { count }) : t("news.some", { count })}
        </Button>
      )}
    </div>
  );
}

/** Which runs are chosen; with Shift a whole stretch at once. */
function useChosen(runs: readonly Run[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const known = useRef(runs);
  known.current = runs;
  const choose = useCallback((run: Run, on: boolean, upTo: boolean) => {
    const runs = known.current;
    const at = runs.findIndex((each) => each.id === run.id);
    const from = upTo && anchor.current ? runs.findIndex((each) => each.id === anchor.current) : at;
    anchor.current = run.id;
    const stretch = from < 0 ? [run] : runs.slice(Math.min(at, from), Math.max(at, from) + 1);
    setChosen((old) => {
      const next = new Set(old);
      for (const each of stretch) {
        if (!on) next.delete(each.id);
        else if (next.size < MOST_CHOSEN) next.add(each.id);
      }
      return next;
    });
  }, []);
  const chooseAll = (on: boolean) =>
    setChosen(new Set(on ? runs.slice(0, MOST_CHOSEN).map((run) => run.id) : []));
  return [chosen, choose, chooseAll, () => setChosen(new Set())] as const;
}
