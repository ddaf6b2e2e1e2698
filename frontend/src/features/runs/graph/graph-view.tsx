/** The graph that ran, with what happened on it, and a slider that goes back to any moment of it. */
import type { TFunction } from "i18next";
import { Pause, Play } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnded, useRunGraph, useRunJournal } from "@/api/runs";
import type { JournalEntry, Run, StepRun } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatCost, formatDateTime, formatSeconds, secondsBetween } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import {
  besides,
  idOf,
  type Moment,
  momentAfter,
  roundOf,
  type Standing,
  type StandingStatus,
} from "@/parts/run-moment";
import { StatusIcon, useStatusWord } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { SkeletonRows } from "@/ui/skeleton";
import { IconTile, looksOfType } from "@/ui/step-icon";
import { loopWords, newestAttempts } from "../timeline";
import { type Box, boxesOf, type GraphStep, NODE, type RunGraph, readRunGraph, wireOf } from "./model";
import { takenOf } from "./replay";

interface Props {
  run: Run;
  steps: readonly StepRun[];
  selected: string;
  onSelect: (step: string) => void;
}

export default function GraphView(props: Props) {
  const graph = useRunGraph(props.run.id);
  const journal = useRunJournal(props.run.id, !isEnded(props.run));
  return (
    <QueryView query={graph} loading={<SkeletonRows rows={5} />} className="m-4">
      {(found) => (
        <QueryView query={journal} loading={<SkeletonRows rows={5} />} className="m-4">
          {(entries) => <Drawing {...props} raw={found.graph} entries={entries} />}
        </QueryView>
      )}
    </QueryView>
  );
}

function Drawing({
  run,
  steps,
  selected,
  onSelect,
  raw,
  entries,
}: Props & { raw: unknown; entries: JournalEntry[] }) {
  const graph = useMemo(() => readRunGraph(raw), [raw]);
  const [at, setAt] = useState<number | null>(null);
  const shown = at ?? entries.length;
  const moment = useMemo(() => momentAfter(entries, shown), [entries, shown]);
  const ended = isEnded(run);
  return (
    <>
      <Picture
        graph={graph}
        moment={moment}
        steps={at === null ? steps : []}
        selected={selected}
        onSelect={onSelect}
      />
      {ended && entries.length > 1 && (
        <Replay
          entries={entries}
          graph={graph}
          at={shown}
          onChange={(next) => setAt(next >= entries.length ? null : next)}
        />
      )}
    </>
  );
}

const PAD = 24;

interface PictureProps {
  graph: RunGraph;
  moment: Moment;
  /** With times and costs; none while a moment of the past is shown. */
  steps: readonly StepRun[];
  selected: string;
  onSelect: (step: string) => void;
}

function Picture({ graph, moment, steps, selected, onSelect }: PictureProps) {
  const { t } = useTranslation("runs");
  const { boxes, width, height } = useMemo(() => boxesOf(graph), [graph]);
  const byId = useMemo(() => new Map(boxes.map((box) => [box.id, box])), [boxes]);
  const newest = new Map(newestAttempts(steps).map((step) => [step.step, step]));
  const wires = graph.edges.flatMap((edge) => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    return from && to ? [{ edge, wire: wireOf(from, to), taken: takenOf(edge, moment) }] : [];
  });
  wires.sort((a, b) => a.taken - b.taken);
  const [frame, fit] = useFit(width + 2 * PAD);
  const [isFit, setFit] = useState(true);
  const scale = isFit ? fit : 1;
  const size = { width: width + 2 * PAD, height: height + 2 * PAD };
  return (
    <>
      <div
        ref={frame}
        className="overflow-auto rounded-menu bg-bg"
        style={{ maxHeight: "min(32rem, 60dvh)" }}
      >
        <div style={{ width: size.width * scale, height: size.height * scale }}>
          <div className="relative origin-top-left" style={{ ...size, transform: `scale(${scale})` }}>
            <svg aria-hidden {...size} className="absolute inset-0">
              <g transform={`translate(${PAD} ${PAD})`} fill="none">
                {wires.map(({ edge, wire, taken }) => (
                  <path
                    key={`${edge.from} ${edge.port} ${edge.to}`}
                    d={wire.path}
                    className={taken > 0 ? "stroke-accent" : "stroke-line-strong"}
                    strokeWidth={taken > 0 ? 2.5 : 1.25}
                    strokeDasharray={taken > 0 ? undefined : "4 4"}
                  />
                ))}
              </g>
            </svg>
            <ul aria-label={t("graph.label")}>
              {boxes.map((box) => (
                <Node
                  key={box.id}
                  box={box}
                  step={graph.steps.find((step) => step.id === box.id)}
                  standing={moment.steps.get(box.id)}
                  run={newest.get(box.id)}
                  selected={selected}
                  onSelect={onSelect}
                />
              ))}
            </ul>
            {wires.map(
              ({ edge, wire, taken }) =>
                (taken > 1 || (edge.port !== "success" && taken > 0)) && (
                  <span
                    key={`${edge.from} ${edge.port} ${edge.to}`}
                    className="pointer-events-none absolute -translate-x-1/2 -translate-y-1/2 rounded-full border border-line bg-surface px-1.5 text-[11px] whitespace-nowrap text-muted tabular"
                    style={{ left: wire.x + PAD, top: wire.y + PAD }}
                  >
                    {edge.port !== "success" && edge.port}
                    {taken > 1 && ` ×${taken}`}
                  </span>
                ),
            )}
          </div>
        </div>
      </div>
      {fit < 1 && (
        <Button size="sm" kind="ghost" className="mt-1" aria-pressed={!isFit} onClick={() => setFit(!isFit)}>
          {isFit ? t("graph.full") : t("graph.fit")}
        </Button>
      )}
    </>
  );
}

/** Smaller than this nothing could be read: then it scrolls. */
const SMALLEST = 0.6;

/** How much smaller a picture of this width must be to fit into what it stands in. */
function useFit(width: number) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setRoom(element.clientWidth));
    watch.observe(element);
    setRoom(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  return [frame, room > 0 ? Math.min(1, Math.max(SMALLEST, room / width)) : 1] as const;
}

const looks: Record<StandingStatus, string> = {
  untouched: "border-line bg-surface opacity-60",
  running: "border-run bg-run-soft",
  waiting: "border-warn bg-warn-soft",
  succeeded: "border-ok bg-surface",
  failed: "border-err bg-err-soft",
  cancelled: "border-line-strong bg-surface",
};

interface NodeProps {
  box: Box;
  step: GraphStep | undefined;
  standing: Standing | undefined;
  run: StepRun | undefined;
  /** The key of the chosen instance. Steps of the same round of a loop show that round. */
  selected: string;
  onSelect: (step: string) => void;
}

function Node({ box, step, standing, run, selected, onSelect }: NodeProps) {
  const { t } = useTranslation("runs");
  const word = useStatusWord();
  if (!step) return null;
  const active = idOf(selected) === box.id;
  const own = standing ? besides(standing, box.id, selected) : null;
  const status = (own && standing?.each.get(own)) || (standing?.status ?? "untouched");
  const round = own === null ? null : roundOf(own);
  const tile = looksOfType(step.type);
  const said = status === "untouched" ? t("graph.untouched") : word(status);
  const facts = [
    round === null ? said : t("graph.inRound", { nth: round, said }),
    (run && loopWords(run, t)) || (standing && wholeOf(standing, t)) || "",
    run?.started_at ? formatSeconds(secondsBetween(run.started_at, run.ended_at)) : "",
    run && run.cost > 0 ? formatCost(run.cost) : "",
  ].filter(Boolean);
  return (
    <li
      className="absolute"
      style={{ left: box.x + PAD, top: box.y + PAD, width: box.width, height: box.height }}
    >
      {box.frame && (
        <span aria-hidden className="absolute inset-0 rounded-card border border-line border-dashed" />
      )}
      <button
        type="button"
        disabled={!standing}
        aria-current={active ? "step" : undefined}
        onClick={() => standing && onSelect(own ?? standing.key)}
        className={cx(
          "relative flex items-center gap-2.5 rounded-card border px-2.5 text-left",
          looks[status],
          active && "outline-2 outline-accent",
        )}
        style={{ width: box.frame ? box.width : NODE.width, height: NODE.height }}
      >
        <IconTile icon={tile.icon} category={tile.category} size={32} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ui font-medium">{step.name}</span>
          <span className="block truncate text-caption text-muted tabular">{facts.join(" · ")}</span>
        </span>
        {status !== "untouched" && <StatusIcon status={status} size={16} />}
      </button>
    </li>
  );
}

/** "2 of 3 done, 1 failed", of a step that was done more than once. */
function wholeOf({ begun, done, failed }: Standing, t: TFunction<"runs">): string {
  if (begun < 2) return "";
  const words = t("loop.done", { done, count: begun });
  return failed > 0 ? `${words}, ${t("loop.failed", { count: failed })}` : words;
}

const BEAT_MS = 600;

interface ReplayProps {
  entries: readonly JournalEntry[];
  graph: RunGraph;
  /** So many entries have happened. */
  at: number;
  onChange: (at: number) => void;
}

function Replay({ entries, graph, at, onChange }: ReplayProps) {
  const { t } = useTranslation("runs");
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    if (at >= entries.length) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => onChange(at + 1), BEAT_MS);
    return () => clearTimeout(timer);
  }, [playing, at, entries.length, onChange]);
  const entry = entries[at - 1];
  const id = entry?.step ? idOf(entry.step) : null;
  const name = graph.steps.find((step) => step.id === id)?.name ?? entry?.step ?? "";
  const words = entry
    ? [
        t(`journal.${entry.kind.replace(".", "_")}`, { defaultValue: entry.kind, name }),
        formatDateTime(entry.at),
      ].join(" · ")
    : "";
  const press = () => {
    if (!playing && at >= entries.length) onChange(1);
    setPlaying(!playing);
  };
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
      <IconButton
        kind="secondary"
        size="sm"
        label={playing ? t("replay.pause") : t("replay.play")}
        onClick={press}
      >
        {playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
      </IconButton>
      <input
        type="range"
        aria-label={t("replay.label")}
        aria-valuetext={t("replay.value", { at, count: entries.length, words })}
        min={1}
        max={entries.length}
        value={at}
        onChange={(event) => onChange(Number(event.target.value))}
        className="h-6 min-w-40 flex-1 accent-accent"
      />
      <span className="text-caption text-muted tabular">
        {at} / {entries.length}
      </span>
      <p className="w-full text-ui text-muted">{words}</p>
    </div>
  );
}
