/** Somebody's API keys: what each is for, what it may, when it was used; making, replacing and revoking them. */
import { KeySquare, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiKey, useApiKeys, useRevokeKey, useRotateKey } from "@/api/api-keys";
import { formatAgo, formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { KeyDialog, KeyShown } from "./key-dialog";
import { useScopeName } from "./scopes";

const tones: Record<ApiKey["state"], Tone> = { active: "ok", expired: "neutral", revoked: "err" };

/** `holder`: a service account; none for the person who looks. `may`: what a key of theirs could be allowed. */
export function KeysCard({ holder, may }: { holder?: string; may: readonly string[] }) {
  const { t } = useTranslation("audit");
  const keys = useApiKeys(holder);
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("keys.add")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-3">
      <QueryView query={keys}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon={KeySquare} title={t("keys.none")} action={add}>
              {t("keys.noneText")}
            </Empty>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3 px-5 pt-4">
                <p className="max-w-prose text-ui text-pretty text-muted">{t("keys.text")}</p>
                {add}
              </div>
              <ul>
                {page.items.map((key) => (
                  <li key={key.id} className="border-b border-line px-5 py-4 last:border-b-0">
                    <KeyRow shown={key} onMade={setSecret} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
      {making && (
        <KeyDialog
          {...(holder ? { holder } : {})}
          may={may}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret && <KeyShown secret={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

function KeyRow({ shown, onMade }: { shown: ApiKey; onMade: (secret: string) => void }) {
  const { t } = useTranslation("audit");
  const nameOf = useScopeName();
  const used = shown.last_used_at
    ? t("keys.usedFrom", { ago: formatAgo(shown.last_used_at), address: shown.last_used_from || "–" })
    : t("keys.unused");
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-ui font-medium">
          <span className="break-words">{shown.name}</span>
          <Badge tone={tones[shown.state]}>{t(`keys.state.${shown.state}`)}</Badge>
        </p>
        <p className="mt-1 text-caption text-muted">
          <code className="font-mono">{shown.prefix}…</code>
          {" · "}
          <span title={shown.scopes.map(nameOf).join(", ")}>
            {shown.scopes.length > 3
              ? t("keys.scopeCount", { count: shown.scopes.length })
              : shown.scopes.map(nameOf).join(", ")}
          </span>
        </p>
        <p className="mt-1 text-caption text-muted">
          {t("keys.used")}: {used}
          {" · "}
          {t("keys.expires")}: {shown.expires_at ? formatDate(shown.expires_at) : t("keys.never")}
        </p>
      </div>
      {shown.state === "active" && <KeyActions shown={shown} onMade={onMade} />}
    </div>
  );
}

function KeyActions({ shown, onMade }: { shown: ApiKey; onMade: (secret: string) => void }) {
  const { t } = useTranslation("audit");
  const [asking, setAsking] = useState<"rotate" | "revoke" | null>(null);
  const rotate = useRotateKey();
  const revoke = useRevokeKey();
  const fail = useProblemToast();
  const close = () => setAsking(null);
  return (
    <div className="flex gap-2">
      <Button
        size="sm"
        onClick={() => setAsking("rotate")}
        aria-label={t("keys.rotateOf", { name: shown.name })}
      >
        {t("keys.rotate")}
      </Button>
      <Button
        size="sm"
        onClick={() => setAsking("revoke")}
        aria-label={t("keys.revokeOf", { name: shown.name })}
      >
        {t("keys.revoke")}
      </Button>
      <Confirm
        open={asking === "rotate"}
        onOpenChange={close}
        title={t("keys.rotateTitle", { name: shown.name })}
        description={t("keys.rotateText")}
        confirmLabel={t("keys.rotate")}
        busy={rotate.isPending}
        onConfirm={() =>
          rotate.mutate(shown.id, { onSuccess: (made) => onMade(made.key), onError: fail, onSettled: close })
        }
      />
      <Confirm
        open={asking === "revoke"}
        onOpenChange={close}
        title={t("keys.revokeTitle", { name: shown.name })}
        description={t("keys.revokeText")}
        confirmLabel={t("keys.revoke")}
        busy={revoke.isPending}
        danger
        onConfirm={() =>
          revoke.mutate(shown.id, {
            onSuccess: () => toast.done(t("keys.revoked")),
            onError: fail,
            onSettled: close,
          })
        }
      />
    </div>
  );
}
