/** The directory that tells by SCIM who belongs to the company: its address, its token, and when it was last heard of. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DirectoryView, useDirectory, useEndDirectory, useMakeDirectoryToken } from "@/api/sso";
import { formatAgo, formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { Confirm, Dialog } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function Directory() {
  const { t } = useTranslation("sso");
  const directory = useDirectory();
  return (
    <Card>
      <CardHeader title={t("directory.title")} description={t("directory.text")} />
      <div className="flex flex-col gap-4 border-t border-line p-5">
        <QueryView query={directory}>{(view) => <Connected view={view} />}</QueryView>
      </div>
    </Card>
  );
}

function Connected({ view }: { view: DirectoryView }) {
  const { t } = useTranslation("sso");
  return (
    <>
      <div className="flex flex-col gap-1">
        <p className="text-ui font-medium">{t("directory.address")}</p>
        <Copied text={view.address} label={t("directory.copyAddress")} />
      </div>
      {view.prefix ? <Standing view={view} /> : <p className="text-ui text-muted">{t("directory.none")}</p>}
      <Actions isConnected={view.prefix !== null} />
    </>
  );
}

function Standing({ view }: { view: DirectoryView }) {
  const { t } = useTranslation("sso");
  const token = [
    t("directory.token", { prefix: view.prefix ?? "" }),
    view.expires_at && t("directory.ends", { date: formatDate(view.expires_at) }),
  ];
  const contact = [
    view.last_used_at ? t("directory.used", { ago: formatAgo(view.last_used_at) }) : t("directory.unused"),
    t("directory.people", { count: view.people }),
    t("directory.groups", { count: view.groups }),
  ];
  return (
    <div className="flex flex-col gap-1">
      <p className="text-ui">{contact.join(" · ")}</p>
      <p className="text-caption text-muted">{token.filter(Boolean).join(" · ")}</p>
    </div>
  );
}

function Actions({ isConnected }: { isConnected: boolean }) {
  const { t } = useTranslation("sso");
  const make = useMakeDirectoryToken();
  const end = useEndDirectory();
  const fail = useProblemToast();
  const [asking, setAsking] = useState<"make" | "end" | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const close = () => setAsking(null);
  const makeOne = () =>
    make.mutate(undefined, { onSuccess: (made) => setToken(made.token), onError: fail, onSettled: close });
  return (
    <div className="flex flex-wrap gap-2">
      <Button busy={make.isPending} onClick={() => (isConnected ? setAsking("make") : makeOne())}>
        {t(isConnected ? "directory.again" : "directory.make")}
      </Button>
      {isConnected && <Button onClick={() => setAsking("end")}>{t("directory.end")}</Button>}
      <Confirm
        open={asking === "make"}
        onOpenChange={close}
        title={t("directory.againTitle")}
        description={t("directory.againText")}
        confirmLabel={t("directory.again")}
        busy={make.isPending}
        onConfirm={makeOne}
      />
      <Confirm
        open={asking === "end"}
        onOpenChange={close}
        danger
        title={t("directory.endTitle")}
        description={t("directory.endText")}
        confirmLabel={t("directory.endGo")}
        busy={end.isPending}
        onConfirm={() =>
          end.mutate(undefined, {
            onSuccess: () => toast.done(t("directory.ended")),
            onError: fail,
            onSettled: close,
          })
        }
      />
      {token && <TokenShown token={token} onClose={() => setToken(null)} />}
    </div>
  );
}

/** The token itself. It closes only when its reader says that it is kept. */
function TokenShown({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTranslation("sso");
  return (
    <Dialog
      open
      dismissable={false}
      onOpenChange={() => undefined}
      title={t("directory.made")}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("directory.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Callout tone="warn">{t("directory.madeText")}</Callout>
        <Copied text={token} label={t("directory.copyToken")} />
      </div>
    </Dialog>
  );
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <p className="flex items-center gap-2">
      <code className="min-w-0 break-all rounded-control bg-surface-2 px-2 py-1 text-caption">{text}</code>
      <CopyButton text={text} label={label} />
    </p>
  );
}
