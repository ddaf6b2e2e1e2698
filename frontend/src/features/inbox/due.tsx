/** When an approval has to be decided, and when others are asked. */
import { AlarmClock, Forward, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { Badge } from "@/ui/badge";
import { useAddressee } from "./addressees";

const SOON_MS = 4 * 3_600_000;

/** Whether little time is left. */
export function isPressing(approval: Approval, now: number): boolean {
  return (
    approval.status === "waiting" && approval.until !== null && Date.parse(approval.until) - now < SOON_MS
  );
}

export function DueBadge({ approval }: { approval: Approval }) {
  const { t } = useTranslation("inbox");
  const now = useNow(30_000);
  if (approval.status !== "waiting" || !approval.until) return null;
  return (
    <Badge tone={isPressing(approval, now) ? "err" : "warn"} icon={<AlarmClock size={14} aria-hidden />}>
      {t("due.until", { when: formatDateTime(approval.until) })}
    </Badge>
  );
}

/** The lines under the title: for whom, how many must agree, by when, who is asked next. */
export function Circumstances({ approval }: { approval: Approval }) {
  const { t } = useTranslation("inbox");
  const addressee = useAddressee();
  if (approval.status !== "waiting") return null;
  const agreed = approval.log.filter((entry) => entry.kind === "vote").length;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ui text-muted">
      {approval.to.length > 0 && (
        <span className="inline-flex items-center gap-1.5">
          <Users size={14} aria-hidden />
          {t("due.for", { names: approval.to.map(addressee).join(", ") })}
        </span>
      )}
      {approval.needed > 1 && <span>{t("due.needed", { done: agreed, count: approval.needed })}</span>}
      {approval.escalate_at && (
        <span className="inline-flex items-center gap-1.5">
          <Forward size={14} aria-hidden />
          {t("due.escalates", { when: formatDateTime(approval.escalate_at) })}
        </span>
      )}
      <DueBadge approval={approval} />
    </p>
  );
}
