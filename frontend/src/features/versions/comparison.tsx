/** Two states side by side, and beneath them the list of what differs. From a step to its changes and back, also by keys. */
import { ArrowLeftRight, ChevronLeft, ChevronRight, Equal } from "lucide-react";
import { type ComponentType, Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Graph, StepType } from "@/api/types";
import { ChangeList, changeAnchor } from "@/parts/changes/change-list";
import { type ChangeKind, type Comparison, compare } from "@/parts/changes/compare";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/skeleton";

interface CanvasSide {
  key: string;
  label: string;
  graph: Graph;
  steps: ReadonlyMap<string, ChangeKind>;
  edges: ReadonlyMap<string, ChangeKind>;
  marks: ReadonlyMap<string, ChangeKind>;
}

export type CanvasesComponent = ComponentType<{
  sides: readonly CanvasSide[];
  types: readonly StepType[];
  shown: { id: string } | null;
  onPick: (id: string) => void;
}>;

export interface State {
  key: string;
  label: string;
  graph: Graph;
}

interface ComparisonProps {
  before: State;
  after: State;
  types: readonly StepType[];
  Canvases: CanvasesComponent;
}

export function ComparisonView({ before, after, types, Canvases }: ComparisonProps) {
  const { t } = useTranslation("versions");
  const comparison = useMemo(() => compare(before.graph, after.graph), [before.graph, after.graph]);
  const byType = useMemo(() => new Map(types.map((type) => [type.type, type])), [types]);
  const sides = useMemo(() => sidesOf(before, after, comparison), [before, after, comparison]);
  const [shown, setShown] = useState<{ id: string } | null>(null);
  const pick = useCallback((id: string) => {
    setShown({ id });
    focusChange(id);
  }, []);
  const stops = comparison.steps.filter((each) => each.kind !== "moved").map((each) => each.id);
  const place = shown ? stops.indexOf(shown.id) : -1;
  const go = (by: number) => {
    const next = stops[(Math.max(place, by < 0 ? 0 : -1) + by + stops.length) % stops.length];
    if (next !== undefined) setShown({ id: next });
  };

  return (
    <div className="flex flex-col gap-4">
      <Suspense fallback={<Skeleton className="h-80 rounded-card max-[899px]:hidden" />}>
        <Canvases sides={sides} types={types} shown={shown} onPick={pick} />
      </Suspense>
      <section aria-labelledby="changes-heading" className="flex flex-col gap-2">
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
          <h2 id="changes-heading" className="text-section font-semibold">
            {t("changes")}
          </h2>
          {stops.length > 1 && (
            <div className="flex items-center gap-1">
              <span className="mr-1 text-caption text-muted tabular" aria-live="polite">
                {place >= 0 && t("place", { at: place + 1, count: stops.length })}
              </span>
              <Button size="sm" icon={<ChevronLeft size={15} aria-hidden />} onClick={() => go(-1)}>
                {t("previous")}
              </Button>
              <Button size="sm" icon={<ChevronRight size={15} aria-hidden />} onClick={() => go(1)}>
                {t("next")}
              </Button>
            </div>
          )}
        </div>
        {comparison.same && comparison.steps.length === 0 ? (
          <Empty icon={Equal} title={t("same")} className="py-8" />
        ) : (
          <ChangeList
            comparison={comparison}
            before={before.graph}
            after={after.graph}
            types={byType}
            current={shown?.id ?? null}
            onShow={(id) => setShown({ id })}
          />
        )}
      </section>
    </div>
  );
}

/** Each side shows what of the difference is on it. */
function sidesOf(before: State, after: State, { steps, edges, marks }: Comparison): CanvasSide[] {
  const marked = (not: ChangeKind) => ({
    steps: new Map(steps.filter(({ kind }) => kind !== not).map(({ id, kind }) => [id, kind])),
    edges: new Map(edges.filter(({ kind }) => kind !== not).map(({ key, kind }) => [key, kind])),
    marks: new Map(marks.filter(({ kind }) => kind !== not).map(({ id, kind }) => [id, kind])),
  });
  return [
    { ...before, ...marked("added") },
    { ...after, ...marked("removed") },
  ];
}

/** From the drawing to the list: the group comes into view and its heading has the focus. */
function focusChange(id: string): void {
  const group = document.getElementById(changeAnchor(id));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  group?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  group?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
}

export function SwapButton({ onSwap }: { onSwap: () => void }) {
  const { t } = useTranslation("versions");
  return (
    <Button size="sm" kind="ghost" icon={<ArrowLeftRight size={15} aria-hidden />} onClick={onSwap}>
      {t("swap")}
    </Button>
  );
}
