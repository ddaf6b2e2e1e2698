/** Surfaces: a bordered card, a KPI tile. Borders, not shadows. */
import type { HTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "@/lib/cx";

export function Card({ className, ...rest }: HTMLAttributes<HTMLDivElement> & { ref?: Ref<HTMLDivElement> }) {
  return <div className={cx("rounded-card border border-line bg-surface", className)} {...rest} />;
}

export function CardHeader({
  title,
  description,
  actions,
  id,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  id?: string;
}) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3">
      <div className="min-w-0">
        <h2 id={id} className="text-section font-semibold">
          {title}
        </h2>
        {description && <p className="mt-0.5 text-ui text-muted">{description}</p>}
      </div>
      {actions && <div className="flex items-center gap-2">{actions}</div>}
    </div>
  );
}

export function Kpi({
  label,
  value,
  hint,
  icon,
  tone,
}: {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
  tone?: "ok" | "err" | undefined;
}) {
  return (
    <Card className="flex min-w-0 flex-col gap-1 px-4 py-3.5">
      <div className="flex items-center gap-1.5 text-caption font-medium text-muted">
        {icon}
        {label}
      </div>
      <div
        className={cx(
          "truncate text-kpi font-semibold tracking-tight tabular",
          tone === "ok" && "text-ok",
          tone === "err" && "text-err",
        )}
      >
        {value}
      </div>
      {hint && <div className="text-caption text-pretty text-muted">{hint}</div>}
    </Card>
  );
}
