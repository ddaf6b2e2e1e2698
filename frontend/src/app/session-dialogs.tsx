/** What comes between a person and their work: a session that ended, a proof that is asked for, a factor they lack. */
import { Navigate, useLocation } from "@tanstack/react-router";
import { useSession } from "@/api/session";
import { ConfirmDialog } from "./confirm-dialog";
import { ExpiredDialog } from "./expired-dialog";

export default function SessionDialogs() {
  const { status, asking, missing } = useSession();
  const { pathname } = useLocation();
  const mustAddFactor = missing && status === "in" && !pathname.startsWith("/settings");
  return (
    <>
      {mustAddFactor && <Navigate to="/settings/{-$section}" params={{ section: "security" }} replace />}
      {status === "expired" && <ExpiredDialog />}
      {asking && status === "in" && <ConfirmDialog />}
    </>
  );
}
