/** Where a base's documents come from: each source with its last sync and what it is waiting for. */
import { Cloud, Folder, Globe, HardDrive, HardDriveUpload, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, type KnowledgeSource, useSourceAction, useSources } from "@/api/knowledge";
import { useMay } from "@/api/session";
import { formatDateTime } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { SourceDialog } from "./source-dialog";

const icons = { upload: HardDriveUpload, folder: Folder, s3: Cloud, drive: HardDrive, web: Globe };
const tones: Record<KnowledgeSource["state"], Tone> = {
  idle: "ok",
  due: "run",
  syncing: "run",
  failed: "err",
  asking: "warn",
};

export function Sources({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const sources = useSources(base.id);
  const [editing, setEditing] = useState<KnowledgeSource | "new" | null>(null);
  const add = useMay("knowledge.write") && (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing("new")}>
      {t("sources.add")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <QueryView query={sources}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={Folder} title={t("sources.none")} action={add}>
                {t("sources.noneText")}
              </Empty>
            </Card>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="max-w-prose text-ui text-pretty text-muted">{t("sources.text")}</p>
                {add}
              </div>
              <ul className="flex flex-col gap-3">
                {page.items.map((source) => (
                  <li key={source.id}>
                    <SourceCard base={base} source={source} onEdit={() => setEditing(source)} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
      {editing && (
        <SourceDialog
          base={base}
          source={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function whereOf(source: KnowledgeSource): string | null {
  if (source.folder) return `/${source.folder.path}`;
  if (source.s3) return `s3://${source.s3.bucket}/${source.s3.prefix}`;
  if (source.web) return source.web.address;
  return source.drive ? source.access_key : null;
}

function SourceCard({
  base,
  source,
  onEdit,
}: {
  base: KnowledgeBase;
  source: KnowledgeSource;
  onEdit: () => void;
}) {
  const { t } = useTranslation("knowledge");
  const [deleting, setDeleting] = useState(false);
  const action = useSourceAction(base.id);
  const fail = useProblemToast();
  const mayWrite = useMay("knowledge.write");
  const Icon = icons[source.kind];
  const schedule = useSchedule(source);
  const act = (what: "sync" | "confirm" | "delete") =>
    action.mutate({ source: source.id, what }, { onError: fail, onSettled: () => setDeleting(false) });
  const isBusy = source.state === "due" || source.state === "syncing";
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 gap-3">
          <Icon size={20} className="mt-0.5 shrink-0 text-muted" aria-hidden />
          <div className="min-w-0">
            <h2 className="text-section font-semibold">
              {source.name}
              {source.kind !== "upload" && (
                <Badge tone={tones[source.state]} className="ml-2">
                  {t(`source.${source.state}`)}
                </Badge>
              )}
            </h2>
            <p className="text-ui text-muted">
              {[t(`kind.${source.kind}`), whereOf(source), schedule].filter(Boolean).join(" · ")}
            </p>
          </div>
        </div>
        {mayWrite && (
          <div className="flex flex-wrap gap-2">
            {source.kind !== "upload" && (
              <Button size="sm" busy={isBusy} onClick={() => act("sync")}>
                {t("sources.sync")}
              </Button>
            )}
            <Button size="sm" onClick={onEdit} aria-label={t("sources.changeOf", { name: source.name })}>
              {t("sources.change")}
            </Button>
            <Button
              size="sm"
              onClick={() => setDeleting(true)}
              aria-label={t("documents.deleteOf", { name: source.name })}
            >
              {t("delete")}
            </Button>
          </div>
        )}
      </div>
      <Figures source={source} />
      {source.problem && (
        <Callout
          tone="warn"
          title={source.problem.title}
          actions={
            source.state === "asking" &&
            mayWrite && (
              <Button size="sm" kind="danger" busy={action.isPending} onClick={() => act("confirm")}>
                {t("sources.confirm")}
              </Button>
            )
          }
        >
          {source.problem.detail}
        </Callout>
      )}
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={t("sources.sureTitle", { name: source.name })}
        description={t("sources.sureText")}
        confirmLabel={t("delete")}
        onConfirm={() => act("delete")}
        busy={action.isPending}
        danger
      />
    </Card>
  );
}

function useSchedule(source: KnowledgeSource): string | null {
  const { t } = useTranslation("knowledge");
  if (source.kind === "upload") return null;
  if (!source.every_minutes) return t("sources.byHand");
  const minutes = t("every.minutes", { count: source.every_minutes });
  return t(`every.${source.every_minutes}`, { defaultValue: minutes });
}

function Figures({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation("knowledge");
  const { ready = 0, queued = 0, failed = 0 } = source.documents;
  const sync = source.last_sync;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-caption text-muted tabular">
      <span>{t("count.documents", { count: ready + queued + failed })}</span>
      {queued > 0 && <span>{t("card.queued", { count: queued })}</span>}
      {failed > 0 && <span className="text-err">{t("card.failed", { count: failed })}</span>}
      {sync && (
        <span>
          {t("sources.lastSync", {
            at: formatDateTime(sync.ended_at ?? sync.started_at),
            added: sync.added,
            changed: sync.changed + sync.renamed,
            removed: sync.removed,
          })}
        </span>
      )}
    </p>
  );
}
