/** What is shown when there is no page, or when a page breaks. */
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Page, useDocumentTitle } from "@/ui/page";
import { Loading, Skeleton } from "@/ui/skeleton";

export function NotFound() {
  const { t } = useTranslation("app");
  useDocumentTitle(t("notFound.title"));
  return (
    <main className="flex min-h-[70dvh] items-center justify-center">
      <Empty
        icon={Compass}
        title={t("notFound.title")}
        heading="h1"
        action={
          <Button kind="primary" asChild>
            <Link to="/">{t("notFound.home")}</Link>
          </Button>
        }
      >
        {t("notFound.text")}
      </Empty>
    </main>
  );
}

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
