/** One state on its own, only to be looked at: the drawing, and every step with its settings. */

import { Workflow } from "lucide-react";
import { Suspense, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepType } from "@/api/types";
import { cx } from "@/lib/cx";
import { stepTitle } from "@/parts/changes/compare";
import { Empty } from "@/ui/empty";
import { Skeleton } from "@/ui/skeleton";
import { IconTile } from "@/ui/step-icon";
import { PrettyValue } from "@/ui/value-view";
import type { CanvasesComponent, State } from "./comparison";

interface ViewingProps {
  state: State;
  types: readonly StepType[];
  Canvases: CanvasesComponent;
}

export function Viewing({ state, types, Canvases }: ViewingProps) {
  const { t } = useTranslation("versions");
  const byType = useMemo(() => new Map(types.map((type) => [type.type, type])), [types]);
  const sides = useMemo(() => [{ ...state, steps: new Map(), edges: new Map(), marks: new Map() }], [state]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<{ id: string } | null>(null);
  const pick = useCallback((id: string) => {
    setShown({ id });
    setOpen((before) => new Set(before).add(id));
    requestAnimationFrame(() => {
      const step = document.getElementById(`step-${id}`);
      step?.scrollIntoView({ block: "nearest" });
      step?.querySelector("summary")?.focus({ preventScroll: true });
    });
  }, []);
  const steps = Array.isArray(state.graph.steps) ? state.graph.steps : [];
  return (
    <div className="flex flex-col gap-4">
      <Suspense fallback={<Skeleton className="h-80 rounded-card max-[899px]:hidden" />}>
        <Canvases sides={sides} types={types} shown={shown} onPick={pick} />
      </Suspense>
      <section aria-labelledby="steps-heading" className="flex flex-col gap-2">
        <h2 id="steps-heading" className="text-section font-semibold">
          {t("steps")}
        </h2>
        {steps.length === 0 && <Empty icon={Workflow} title={t("noSteps")} className="py-8" />}
        <ol className="flex flex-col gap-2">
          {steps.map((step) => {
            const type = byType.get(step.type);
            return (
              <li
                key={step.id}
                id={`step-${step.id}`}
                className={cx(
                  "rounded-menu border bg-surface px-3 py-2",
                  shown?.id === step.id ? "border-accent" : "border-line",
                )}
              >
                <details
                  open={open.has(step.id)}
                  onToggle={(event) => {
                    const isOpen = event.currentTarget.open;
                    setOpen((before) => {
                      const next = new Set(before);
                      if (isOpen) next.add(step.id);
                      else next.delete(step.id);
                      return next;
                    });
                  }}
                >
                  <summary className="flex min-h-7 cursor-pointer items-center gap-2.5 text-ui">
                    <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={24} />
                    <span className="min-w-0 truncate font-medium">{stepTitle(step, byType)}</span>
                    <span className="ml-auto text-caption text-muted">{type?.name ?? step.type}</span>
                  </summary>
                  <div className="mt-2 border-t border-line pt-2">
                    <PrettyValue value={step.with ?? {}} />
                  </div>
                </details>
              </li>
            );
          })}
        </ol>
      </section>
    </div>
  );
}
