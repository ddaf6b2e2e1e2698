/** One way to show what a query is doing: skeleton, error with retry, or its data. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorPanel } from "@/ui/error-panel";
import { SkeletonRows } from "@/ui/skeleton";

export function QueryView<T>({
  query,
  loading,
  children,
  className,
}: {
  query: UseQueryResult<T>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
  className?: string;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <ErrorPanel
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(className ? { className } : {})}
      />
    );
  }
  return loading ?? <SkeletonRows />;
}
