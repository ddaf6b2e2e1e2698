/** Invitations that nobody accepted yet. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Invitation, type InvitationMade, useInvitations, useResend, useRevoke } from "@/api/access";
import { formatDate } from "@/lib/format";
import { useRoleName } from "@/parts/role-names";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { LinkMade } from "./link-made";

export function InvitationsCard() {
  const { t } = useTranslation("access");
  const open = useInvitations(true).data?.items ?? [];
  const [made, setMade] = useState<InvitationMade | null>(null);
  if (open.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("invitations.title")} description={t("invitations.text")} />
      <ul className="divide-y divide-line border-t border-line">
        {open.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} onMade={setMade} />
        ))}
      </ul>
      {made && (
        <Dialog
          open
          onOpenChange={() => setMade(null)}
          title={t("invite.made", { email: made.email })}
          footer={
            <Button kind="primary" onClick={() => setMade(null)}>
              {t("invite.close")}
            </Button>
          }
        >
          <LinkMade made={made} />
        </Dialog>
      )}
    </Card>
  );
}

function Row({ invitation, onMade }: { invitation: Invitation; onMade: (made: InvitationMade) => void }) {
  const { t } = useTranslation("access");
  const roleName = useRoleName();
  const resend = useResend();
  const revoke = useRevoke();
  const fail = useProblemToast();
  const { id, email } = invitation;
  return (
    <li className="flex flex-wrap items-center gap-3 px-5 py-3">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ui font-medium">{email}</span>
        <span className="block text-caption text-muted">
          {roleName(invitation.role)} · {t("invitations.until", { date: formatDate(invitation.expires_at) })}
        </span>
      </span>
      {invitation.status === "expired" && <Badge tone="warn">{t("invitations.expired")}</Badge>}
      <Button
        size="sm"
        busy={resend.isPending}
        aria-label={t("invitations.resendTo", { email })}
        onClick={() => resend.mutate(id, { onSuccess: onMade, onError: fail })}
      >
        {t("invitations.resend")}
      </Button>
      <Button
        size="sm"
        busy={revoke.isPending}
        aria-label={t("invitations.revokeOf", { email })}
        onClick={() =>
          revoke.mutate(id, {
            onSuccess: () => toast.done(t("invitations.revoked", { email })),
            onError: fail,
          })
        }
      >
        {t("invitations.revoke")}
      </Button>
    </li>
  );
}
