/** Why a run has not begun yet, and the way to what holds it back. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";

export function HeldBack({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  // What the run said when it was read; as soon as the live view says that it began, it is no longer so.
  if (run.status !== "queued" || !run.held_back || run.held_back.kind === "turn") return null;
  return (
    <Callout
      tone="plain"
      title={t(`held.${run.held_back.kind}.title`)}
      actions={
        // A conversation belongs to no workflow.
        run.trigger !== "chat" && (
          <Button size="sm" asChild>
            <Link to="/workflows/$id/triggers" params={{ id: run.workflow_id }}>
              {t("held.show")}
            </Link>
          </Button>
        )
      }
    >
      {t(`held.${run.held_back.kind}.text`)}
    </Callout>
  );
}
