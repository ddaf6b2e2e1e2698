/** A chart's frame: its question as the title, one sentence that answers it, and the same figures as a table. */
import { ChartNoAxesColumn, Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";

export function Panel({
  question,
  summary,
  chart,
  table,
  className,
}: {
  question: string;
  summary: string;
  chart: ReactNode;
  table: ReactNode;
  className?: string;
}) {
  const { t } = useTranslation("insights");
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <Card
      role="group"
      aria-labelledby={id}
      className={cx("flex min-w-0 flex-col break-inside-avoid", className)}
    >
      <div className="flex items-start justify-between gap-3 pt-4 pr-3 pb-3 pl-5">
        <div className="min-w-0">
          <h2 id={id} className="text-section font-semibold">
            {question}
          </h2>
          <p className="mt-0.5 text-ui text-pretty text-muted">{summary}</p>
        </div>
        <Button
          kind="ghost"
          size="sm"
          className="-mt-1 shrink-0 print:hidden"
          onClick={() => setAsTable((shown) => !shown)}
        >
          {asTable ? <ChartNoAxesColumn size={15} aria-hidden /> : <Table2 size={15} aria-hidden />}
          <span className="max-sm:sr-only">{asTable ? t("asChart") : t("asTable")}</span>
        </Button>
      </div>
      {asTable ? (
        <div className="max-h-96 overflow-auto pb-2">{table}</div>
      ) : (
        <div className="flex flex-1 flex-col px-5 pb-5">{chart}</div>
      )}
    </Card>
  );
}

/** The scale at the side. `places` are from the highest down to 0. */
export function Scale({ places }: { places: readonly string[] }) {
  const last = Math.max(1, places.length - 1);
  return (
    <div aria-hidden className="relative shrink-0 text-[11px] text-muted tabular">
      <Gutter places={places} />
      {places.map((text, index) => (
        <div key={text} className="absolute inset-x-0" style={{ top: `${(index / last) * 100}%` }}>
          <span className="absolute right-2 -translate-y-1/2 whitespace-nowrap">{text}</span>
        </div>
      ))}
    </div>
  );
}

/** As wide as the widest text of the scale. */
export function Gutter({ places }: { places: readonly string[] }) {
  return (
    <div aria-hidden className="invisible h-0 shrink-0 pr-2 text-[11px] whitespace-nowrap tabular">
      {places.map((text) => (
        <div key={text} className="h-0">
          {text}
        </div>
      ))}
    </div>
  );
}

/** What the colours of a chart mean. */
export function Legend({ parts }: { parts: ReadonlyArray<{ key: string; look: string; text: string }> }) {
  return (
    <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-caption text-muted">
      {parts.map((part) => (
        <span key={part.key} className="inline-flex items-center gap-1.5">
          <span
            aria-hidden
            className={cx("size-2.5 rounded-xs print:[print-color-adjust:exact]", part.look)}
          />
          {part.text}
        </span>
      ))}
    </div>
  );
}
