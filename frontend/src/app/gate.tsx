/** Lets signed-in people in; sends others to the log-in page; asks again in a dialog when a session ends mid-work. */
import { Navigate, useRouter } from "@tanstack/react-router";
import { lazy, memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { restoreSession, useSession } from "@/api/session";
import { ApiProblem } from "@/lib/problem";
import { ErrorPanel } from "@/ui/error-panel";
import { Shell } from "./shell";

const SessionDialogs = lazy(() => import("./session-dialogs"));

export function Gate() {
  const { status, missing, asking } = useSession();
  const { t } = useTranslation("app");
  if (status === "unknown") {
    return (
      <div role="status" className="flex min-h-dvh items-center justify-center animate-late">
        <img src="/mark.svg" alt="" width={40} height={40} className="animate-pulse-soft" />
        <span className="sr-only">{t("starting")}</span>
      </div>
    );
  }
  if (status === "unreachable") {
    return (
      <div className="flex min-h-dvh items-center justify-center p-6">
        <ErrorPanel
          className="max-w-md"
          error={new ApiProblem({ status: 0 })}
          onRetry={() => void restoreSession()}
        />
      </div>
    );
  }
  if (status === "out") return <ToLogIn />;
  return (
    <>
      <Shell />
      {(status === "expired" || asking || missing) && (
        <Suspense fallback={null}>
          <SessionDialogs />
        </Suspense>
      )}
    </>
  );
}

/**
 * Sends to the log-in page, once. The address is taken when it is first drawn and never again: while the log-in page
 * loads, the router already tells the new one, and going there "from" it would go round for ever.
 */
const ToLogIn = memo(function ToLogIn() {
  const router = useRouter();
  const [search] = useState(() => {
    const here = router.state.location.href;
    return here === "/" ? {} : { next: here };
  });
  return <Navigate to="/login" search={search} replace />;
});
