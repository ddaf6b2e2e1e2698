/** Says what went wrong, why, what to do, and gives the number to quote. For inline use inside the panel that failed. */
import { RotateCw, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { describeProblem } from "@/lib/problem";
import { Button } from "./button";
import { CopyButton } from "./copy";

export function ErrorPanel({
  error,
  onRetry,
  className,
  compact,
}: {
  error: unknown;
  onRetry?: () => void;
  className?: string;
  compact?: boolean;
}) {
  const { t } = useTranslation("ui");
  const { title, detail, advice, requestId, fields } = describeProblem(error, t);
  return (
    <div
      role="alert"
      className={cx(
        "flex gap-3 rounded-card border border-line bg-surface text-left",
        compact ? "p-3" : "p-5",
        className,
      )}
    >
      <span
        className="flex size-8 shrink-0 items-center justify-center rounded-control bg-err-soft text-err"
        aria-hidden
      >
        <TriangleAlert size={18} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="text-body font-semibold">{title}</p>
        {detail && <p className="mt-0.5 text-ui text-muted">{detail}</p>}
        {fields.length > 0 && (
          <ul className="mt-1 list-disc pl-4 text-ui text-muted">
            {fields.map((f) => (
              <li key={`${f.pointer} ${f.message}`}>
                {f.pointer && <span className="font-medium text-text">{f.pointer}: </span>}
                {f.message}
              </li>
            ))}
          </ul>
        )}
        {advice && <p className="mt-1 text-ui text-text">{advice}</p>}
        {(onRetry || requestId) && (
          <div className="mt-3 flex flex-wrap items-center gap-3">
            {onRetry && (
              <Button size="sm" icon={<RotateCw size={15} aria-hidden />} onClick={onRetry}>
                {t("tryAgain")}
              </Button>
            )}
            {requestId && (
              <span className="inline-flex items-center gap-1 text-caption text-muted">
                {t("requestId")} <code className="font-mono">{requestId}</code>
                <CopyButton text={requestId} />
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
