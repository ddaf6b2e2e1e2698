/** What is shown while a page loads, or when it breaks. */
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorPanel } from "@/ui/error-panel";
import { Page } from "@/ui/page";
import { Loading, Skeleton } from "@/ui/skeleton";

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Page width="narrow">
      <ErrorPanel
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}

export function PageSkeleton() {
  return (
    <Page>
      <Loading>
        <Skeleton className="mb-2 h-7 w-56" />
        <Skeleton className="mb-6 h-4 w-96 max-w-full" />
        <Skeleton className="h-64 w-full rounded-card" />
      </Loading>
    </Page>
  );
}
