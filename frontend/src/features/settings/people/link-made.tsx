/** What was sent, and the link to hand over: it is shown this once. */
import { useTranslation } from "react-i18next";
import type { InvitationMade } from "@/api/access";
import { Callout } from "@/ui/callout";
import { CopyButton } from "@/ui/copy";

export function LinkMade({ made }: { made: InvitationMade }) {
  const { t } = useTranslation("access");
  const link = `${location.origin}${made.link}`;
  return (
    <div className="flex flex-col gap-4">
      <Callout tone={made.mailed ? "ok" : "warn"}>
        {t(made.mailed ? "invite.mailed" : "invite.noMail")}
      </Callout>
      <div className="flex items-center gap-2 rounded-control border border-line bg-surface-2 px-3 py-2">
        <code className="min-w-0 flex-1 text-caption break-all">{link}</code>
        <CopyButton text={link} label={t("invite.copy")} />
      </div>
      <p className="text-ui text-muted">{t("invite.once")}</p>
    </div>
  );
}
