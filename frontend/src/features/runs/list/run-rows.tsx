/** Any number of runs in one table: only the rows in view are in the page, and more are fetched as the end comes near. */
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type MouseEvent,
  memo,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import type { Run } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo, formatCost, formatDateTime, formatSeconds, secondsBetween } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { runLine } from "@/parts/run-table";
import { Status } from "@/ui/badge";
import { CopyButton } from "@/ui/copy";
import { rowLinkClass } from "@/ui/table";

export type Density = "comfortable" | "compact";

const heights: Record<Density, number> = { comfortable: 56, compact: 40 };
const NEAR_THE_END = 15;

export interface RunRowsProps {
  runs: readonly Run[];
  density: Density;
  chosen: ReadonlySet<string>;
  onChoose: (run: Run, on: boolean, upTo: boolean) => void;
  onChooseAll: (on: boolean) => void;
  /** Called when the last rows come near. */
  onEnd: () => void;
  /** Called with the rows in view once scrolling pauses. */
  onShown: (runs: readonly Run[]) => void;
}

const columns =
  "grid grid-cols-[2.5rem_minmax(0,1fr)_2.5rem] sm:grid-cols-[2.75rem_8.5rem_minmax(0,1fr)_5.5rem_5.5rem_7.5rem_2.5rem] lg:grid-cols-[2.75rem_8.5rem_minmax(0,1fr)_10rem_6rem_6rem_8rem_2.75rem] items-center";
const wideOnly = "max-sm:hidden";

/** Where the list begins inside what scrolls: it moves when something above it grows. */
function useOffset(list: RefObject<HTMLElement | null>, frame: HTMLElement | null): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || !frame) return;
    const measure = () =>
      setOffset(
        Math.round(element.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop),
      );
    measure();
    const watch = new ResizeObserver(measure);
    for (const child of frame.children) watch.observe(child);
    return () => watch.disconnect();
  }, [list, frame]);
  return offset;
}

export function RunRows(props: RunRowsProps) {
  const { runs, density, chosen, onEnd, onShown } = props;
  const { t } = useTranslation("runs");
  const list = useRef<HTMLDivElement>(null);
  const [frame, setFrame] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => setFrame(list.current?.closest("main") ?? list.current), []);
  const offset = useOffset(list, frame);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => frame,
    estimateSize: () => heights[density],
    getItemKey: (index) => runs[index]?.id ?? index,
    overscan: 8,
    scrollMargin: offset,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows keep their measured height unless told
  useEffect(() => rows.measure(), [density]);
  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= runs.length - NEAR_THE_END) onEnd();
  }, [last, runs.length, onEnd]);
  const still = !rows.isScrolling;
  useEffect(() => {
    if (still) onShown(runs.slice(first, last + 1));
  }, [still, runs, first, last, onShown]);
  const nameOf = useMemberNames();
  const open = useOpen();
  const now = useNow(runs.slice(first, last + 1).some((r) => r.status === "running") ? 1_000 : 30_000);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a real table cannot leave rows out
    <div role="table" aria-label={t("title")} aria-rowcount={-1} className="text-ui tabular">
      <Head {...props} />
      {/* biome-ignore lint/a11y/useSemanticElements: a real table cannot leave rows out */}
      <div role="rowgroup" ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map((item) => {
          const run = runs[item.index];
          return (
            run && (
              <Row
                key={item.key}
                run={run}
                index={item.index}
                top={item.start - offset}
                density={density}
                now={now}
                isChosen={chosen.has(run.id)}
                starter={nameOf(run.started_by)}
                onChoose={props.onChoose}
                onOpen={open}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** Opens a run as a link does. One handler for all rows: a router's link in each would cost more than the row. */
function useOpen() {
  const navigate = useNavigate();
  return useCallback(
    (event: MouseEvent, id: string) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      void navigate({ to: "/runs/$id", params: { id } });
    },
    [navigate],
  );
}

function Head({ runs, chosen, onChooseAll }: RunRowsProps) {
  const { t } = useTranslation("runs");
  const { t: tp } = useTranslation("parts");
  const cells = [
    { key: "startedBy", className: "max-lg:hidden px-3" },
    { key: "time", className: `${wideOnly} px-3 text-right` },
    { key: "cost", className: `${wideOnly} px-3 text-right` },
    { key: "when", className: `${wideOnly} px-3 text-right` },
  ];
  const all = chosen.size > 0 && chosen.size >= Math.min(runs.length, MOST_CHOSEN);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a real table cannot leave rows out
    // biome-ignore lint/a11y/useFocusableInteractive: a row is read, its controls are used
    <div role="row" className={cx(columns, "h-9 border-b border-line text-caption font-medium text-muted")}>
      <Cell head className="flex justify-center">
        <Box
          label={t("bulk.all")}
          checked={all}
          partly={chosen.size > 0 && !all}
          onChange={(on) => onChooseAll(on)}
        />
      </Cell>
      <Cell head className={`${wideOnly} px-3`}>
        {tp("run.status")}
      </Cell>
      <Cell head className="px-3">
        {tp("run.workflow")}
      </Cell>
      {cells.map((cell) => (
        <Cell head key={cell.key} className={cell.className}>
          {tp(`run.${cell.key}`)}
        </Cell>
      ))}
      <Cell head>
        <span className="sr-only">{t("copyLink")}</span>
      </Cell>
    </div>
  );
}

/** So many runs can be chosen at once. */
export const MOST_CHOSEN = 200;

interface RowProps {
  run: Run;
  index: number;
  top: number;
  density: Density;
  now: number;
  isChosen: boolean;
  starter: string | null;
  onChoose: RunRowsProps["onChoose"];
  onOpen: (event: MouseEvent, id: string) => void;
}

const Row = memo(function Row(props: RowProps) {
  const { run, index, top, density, now, isChosen, starter, onChoose, onOpen } = props;
  const { t } = useTranslation("runs");
  const { t: tp } = useTranslation("parts");
  const name = run.workflow_name || run.workflow_id;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a real table cannot leave rows out
    // biome-ignore lint/a11y/useFocusableInteractive: a row is read, its controls are used
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      className={cx(
        columns,
        "absolute inset-x-0 top-0 border-b border-line focus-within:bg-surface-2",
        isChosen ? "bg-soft" : "hover:bg-surface-2",
      )}
      style={{ height: heights[density], transform: `translateY(${top}px)` }}
    >
      <Cell className="relative z-10 flex justify-center">
        <Box
          label={t("bulk.one", { name, when: formatDateTime(run.created_at) })}
          checked={isChosen}
          onChange={(on, upTo) => onChoose(run, on, upTo)}
        />
      </Cell>
      <Cell className={`${wideOnly} px-3`}>
        <Status status={run.status} />
      </Cell>
      <Cell className="min-w-0 px-3">
        <span className="flex min-w-0 items-center gap-2">
          <a
            href={`/runs/${run.id}`}
            onClick={(event) => onOpen(event, run.id)}
            className={`${rowLinkClass} min-w-0 truncate`}
          >
            {name}
          </a>
          {density === "compact" && (
            <span className="min-w-0 flex-1 truncate text-caption text-muted max-sm:hidden">
              {runLine(run, tp)}
            </span>
          )}
          <Status status={run.status} className="ml-auto shrink-0 sm:hidden" />
        </span>
        {density === "comfortable" && (
          <span className="block truncate text-caption text-muted">
            <span className="sm:hidden">{formatAgo(run.created_at, now)} · </span>
            {runLine(run, tp)}
          </span>
        )}
      </Cell>
      <Cell className="truncate px-3 text-muted max-lg:hidden">
        {starter ?? tp(`trigger.${run.trigger}`, { defaultValue: run.trigger })}
      </Cell>
      <Cell className={`${wideOnly} px-3 text-right whitespace-nowrap`}>
        {formatSeconds(secondsBetween(run.started_at, run.ended_at, now))}
      </Cell>
      <Cell className={`${wideOnly} px-3 text-right whitespace-nowrap`}>{formatCost(run.cost)}</Cell>
      <Cell className={`${wideOnly} px-3 text-right whitespace-nowrap text-muted`}>
        <time dateTime={run.created_at} title={formatDateTime(run.created_at)}>
          {formatAgo(run.created_at, now)}
        </time>
      </Cell>
      <Cell className="relative z-10">
        <CopyButton text={`${location.origin}/runs/${run.id}`} label={t("copyLinkOf", { name })} />
      </Cell>
    </div>
  );
});

function Cell({
  head,
  className,
  children,
}: {
  head?: boolean;
  className?: string;
  children: React.ReactNode;
}) {
  return (
    <div role={head ? "columnheader" : "cell"} className={cx(className)}>
      {children}
    </div>
  );
}

interface BoxProps {
  label: string;
  checked: boolean;
  partly?: boolean;
  onChange: (on: boolean, upTo: boolean) => void;
}

/** A plain box: hundreds of them pass by while scrolling. With Shift it chooses all up to here. */
function Box({ label, checked, partly, onChange }: BoxProps) {
  return (
    <label className="flex size-9 cursor-pointer items-center justify-center">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = partly ?? false;
        }}
        onChange={(event) =>
          onChange(
            event.target.checked,
            "shiftKey" in event.nativeEvent && event.nativeEvent.shiftKey === true,
          )
        }
        className="size-4.5 accent-accent"
      />
    </label>
  );
}
