/** Where the person is signed in; each can be ended, or all others at once. */
import { useTranslation } from "react-i18next";
import { type SessionOfMine, useEndOtherSessions, useEndSession, useSessions } from "@/api/security";
import { formatAgo, formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function SessionsCard() {
  const { t } = useTranslation("account");
  const sessions = useSessions();
  const endOthers = useEndOtherSessions();
  const fail = useProblemToast();
  const others = (sessions.data?.items.length ?? 0) > 1;
  return (
    <Card>
      <CardHeader
        title={t("sessions.title")}
        description={t("sessions.text")}
        actions={
          others && (
            <Button
              busy={endOthers.isPending}
              onClick={() =>
                endOthers.mutate(undefined, {
                  onSuccess: (ended) => toast.done(t("sessions.ended", { count: ended.sessions })),
                  onError: fail,
                })
              }
            >
              {t("sessions.endOthers")}
            </Button>
          )
        }
      />
      <QueryView query={sessions} className="m-5 mt-0">
        {(page) => (
          <ul className="divide-y divide-line border-t border-line">
            {page.items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function SessionRow({ session }: { session: SessionOfMine }) {
  const { t } = useTranslation("account");
  const end = useEndSession();
  const fail = useProblemToast();
  const device = session.device || t("sessions.unknown");
  return (
    <li className="flex items-center justify-between gap-3 px-5 py-3">
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-2 text-ui font-medium">
          {device}
          {session.is_current && <Badge tone="accent">{t("sessions.current")}</Badge>}
        </span>
        <span className="block text-caption text-muted">
          {[
            session.address,
            t("sessions.since", { date: formatDate(session.created_at) }),
            t("sessions.used", { when: formatAgo(session.last_used_at) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      {!session.is_current && (
        <Button
          size="sm"
          busy={end.isPending}
          aria-label={t("sessions.endNamed", { device })}
          onClick={() =>
            end.mutate(session.id, {
              onSuccess: () => toast.done(t("sessions.ended", { count: 1 })),
              onError: fail,
            })
          }
        >
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
