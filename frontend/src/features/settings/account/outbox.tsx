/** Every mail of the company, how far it came, and its words. A link may be passed on while the mail could not be sent. */
import { MailSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Mail, type MailWithWords, useMail, useMails } from "@/api/security";
import { formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";

const tones: Record<Mail["status"], Tone> = {
  queued: "run",
  sent: "ok",
  failed: "err",
  not_configured: "warn",
};

export default function OutboxSection() {
  const { t } = useTranslation("account");
  const [pages, setPages] = useState<(string | null)[]>([null]);
  const mails = useMails(pages.at(-1) ?? null);
  const [open, setOpen] = useState<Mail | null>(null);
  return (
    <Card>
      <CardHeader title={t("outbox.title")} description={t("outbox.text")} />
      <QueryView query={mails} className="m-5 mt-0">
        {(page) => (
          <>
            {page.items.length === 0 && <Empty icon={MailSearch} title={t("outbox.empty")} />}
            <ul className="divide-y divide-line border-t border-line">
              {page.items.map((mail) => (
                <li key={mail.id}>
                  <button
                    type="button"
                    className="flex w-full items-center justify-between gap-3 px-5 py-3 text-left hover:bg-surface-2"
                    onClick={() => setOpen(mail)}
                  >
                    <span className="min-w-0">
                      <span className="block truncate text-ui font-medium">{mail.title}</span>
                      <span className="block truncate text-caption text-muted">
                        {mail.to} · {formatDateTime(mail.created_at)}
                      </span>
                    </span>
                    <Badge tone={tones[mail.status]}>{t(`outbox.status.${mail.status}`)}</Badge>
                  </button>
                </li>
              ))}
            </ul>
            <div className="flex justify-end gap-2 px-5 py-3">
              {pages.length > 1 && (
                <Button size="sm" onClick={() => setPages(pages.slice(0, -1))}>
                  {t("outbox.newer")}
                </Button>
              )}
              {page.next && (
                <Button size="sm" onClick={() => setPages([...pages, page.next])}>
                  {t("outbox.older")}
                </Button>
              )}
            </div>
          </>
        )}
      </QueryView>
      {open && <MailDialog mail={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

function MailDialog({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const query = useMail(mail.id);
  return (
    <Dialog open onOpenChange={onClose} title={mail.title} description={mail.to}>
      <QueryView query={query}>{(found) => <Words mail={found} />}</QueryView>
    </Dialog>
  );
}

function Words({ mail }: { mail: MailWithWords }) {
  const { t } = useTranslation("account");
  const link = mail.link?.startsWith("/") ? location.origin + mail.link : mail.link;
  return (
    <div className="flex flex-col gap-4">
      {mail.error && (
        <Callout tone="warn" title={t(`outbox.status.${mail.status}`)}>
          {mail.error}
        </Callout>
      )}
      <p className="text-body whitespace-pre-line">{mail.body}</p>
      {link && (
        <p className="flex items-start gap-2 text-ui">
          <code className="break-all">{link}</code>
          <CopyButton text={link} />
        </p>
      )}
      {mail.link && mail.link_until && (
        <p className="text-caption text-muted">
          {t("outbox.passOn", { when: formatDateTime(mail.link_until) })}
        </p>
      )}
      {mail.link_is_hidden && <p className="text-caption text-muted">{t("outbox.hidden")}</p>}
    </div>
  );
}
