/** Grey shapes the size of what is coming; invisible for the first 150 ms so that fast answers never flicker. */
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("rounded-control bg-neutral-soft animate-pulse-soft", className)} />;
}

export function Loading({ children, className }: { children: React.ReactNode; className?: string }) {
  const { t } = useTranslation("ui");
  return (
    <div role="status" className={cx("animate-late", className)}>
      <span className="sr-only">{t("loading")}</span>
      {children}
    </div>
  );
}

export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <Loading className="divide-y divide-line">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={i} className="flex h-11 items-center gap-4 px-5">
          <Skeleton className="h-4 w-2/5" />
          <Skeleton className="h-4 w-1/5" />
          <Skeleton className="ml-auto h-4 w-16" />
        </div>
      ))}
    </Loading>
  );
}

export function SkeletonCards({ count = 4, className }: { count?: number; className?: string }) {
  return (
    <Loading className={cx("grid gap-3 sm:grid-cols-2 xl:grid-cols-4", className)}>
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards are all alike and never move
        <Skeleton key={i} className="h-24 rounded-card" />
      ))}
    </Loading>
  );
}
