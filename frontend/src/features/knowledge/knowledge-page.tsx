import { Link, useNavigate } from "@tanstack/react-router";
import { BookOpen, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, useBases } from "@/api/knowledge";
import { useMay } from "@/api/session";
import { formatNumber } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";
import { BaseDialog } from "./base-dialog";

export function KnowledgePage() {
  const { t } = useTranslation("knowledge");
  const bases = useBases();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const add = useMay("knowledge.write") && (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader documentTitle={t("title")} title={t("title")} description={t("text")} actions={add} />
      <QueryView query={bases} loading={<SkeletonCards count={3} className="[&>div]:h-40" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={BookOpen} title={t("empty.title")} action={add}>
                {t("empty.text")}
              </Empty>
            </Card>
          ) : (
            <ul className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
              {page.items.map((base) => (
                <li key={base.id}>
                  <BaseCard base={base} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {adding && (
        <BaseDialog
          base={null}
          onClose={() => setAdding(false)}
          onSaved={(base) => void navigate({ to: "/knowledge/$id", params: { id: base.id } })}
        />
      )}
    </Page>
  );
}

function BaseCard({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const { queued = 0, ready = 0, failed = 0 } = base.documents;
  return (
    <Card className="relative flex h-full flex-col gap-2 p-5 transition-colors hover:border-line-strong">
      <Link
        to="/knowledge/$id"
        params={{ id: base.id }}
        className="block truncate text-section font-semibold after:absolute after:inset-0 after:rounded-card after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {base.name}
      </Link>
      <p className="line-clamp-2 min-h-10 text-ui text-pretty text-muted">{base.description}</p>
      <p className="mt-auto flex flex-wrap items-center gap-2 border-t border-line pt-3 text-caption text-muted tabular">
        {t("card.figures", {
          documents: t("count.documents", { count: queued + ready + failed }),
          sources: t("count.sources", { count: base.sources }),
          passages: formatNumber(base.chunks, 0),
        })}
        {queued > 0 && <Badge tone="run">{t("card.queued", { count: queued })}</Badge>}
        {failed > 0 && <Badge tone="err">{t("card.failed", { count: failed })}</Badge>}
      </p>
    </Card>
  );
}
