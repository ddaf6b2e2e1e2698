/** One knowledge base: its documents, where they come from, trying a search, what happened. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, useBase, useDeleteBase } from "@/api/knowledge";
import { useMay } from "@/api/session";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Confirm } from "@/ui/dialog";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { useProblemToast } from "@/ui/problem-words";
import { SkeletonCards } from "@/ui/skeleton";
import { Tabs } from "@/ui/tabs";
import { BaseDialog } from "./base-dialog";
import { Bench } from "./bench";
import { Documents } from "./documents";
import { Log } from "./log";
import { Playground } from "./playground";
import { Sources } from "./sources";
import { UnansweredQuestions } from "./unanswered";

export function BasePage() {
  const { id } = useParams({ from: "/app/knowledge/$id" });
  const base = useBase(id);
  return (
    <Page>
      <QueryView query={base} loading={<SkeletonCards />}>
        {(data) => <BaseView base={data} />}
      </QueryView>
    </Page>
  );
}

function BaseView({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const { tab } = useSearch({ from: "/app/knowledge/$id" });
  const navigate = useNavigate();
  const mayWrite = useMay("knowledge.write");
  const { queued = 0, ready = 0, failed = 0 } = base.documents;
  const all = queued + ready + failed;
  return (
    <>
      <PageHeader
        documentTitle={base.name}
        back={
          <Link to="/knowledge" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        title={base.name}
        badge={queued > 0 ? <Badge tone="run">{t("card.queued", { count: queued })}</Badge> : undefined}
        description={base.description}
        actions={mayWrite && <Actions base={base} />}
      />
      {base.next_model && (
        <Callout title={t("base.modelChanges")} className="mb-5">
          {t("base.modelChangesText", { model: base.next_model })}
        </Callout>
      )}
      <Tabs
        label={base.name}
        value={tab ?? (all === 0 && base.sources === 0 ? "sources" : "documents")}
        onChange={(next) =>
          void navigate({
            to: "/knowledge/$id",
            params: { id: base.id },
            search: { tab: next },
            replace: true,
          })
        }
        tabs={[
          {
            value: "documents",
            label: t("tab.documents"),
            count: all,
            content: <Documents base={base} />,
          },
          {
            value: "sources",
            label: t("tab.sources"),
            count: base.sources,
            content: <Sources base={base} />,
          },
          { value: "search", label: t("tab.search"), content: <Playground base={base} /> },
          ...(mayWrite
            ? [
                { value: "bench", label: t("tab.bench"), content: <Bench base={base} /> },
                {
                  value: "unanswered",
                  label: t("tab.unanswered"),
                  content: <UnansweredQuestions base={base} />,
                },
              ]
            : []),
          { value: "log", label: t("tab.log"), content: <Log base={base} /> },
        ]}
      />
    </>
  );
}

function Actions({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const remove = useDeleteBase();
  const fail = useProblemToast();
  const navigate = useNavigate();
  return (
    <>
      <Button icon={<Trash2 size={15} aria-hidden />} onClick={() => setDoing("delete")}>
        {t("delete")}
      </Button>
      <Button icon={<Pencil size={15} aria-hidden />} onClick={() => setDoing("edit")}>
        {t("base.change")}
      </Button>
      {doing === "edit" && <BaseDialog base={base} onClose={() => setDoing(null)} />}
      <Confirm
        open={doing === "delete"}
        onOpenChange={(open) => setDoing(open ? "delete" : null)}
        title={t("base.sureTitle", { name: base.name })}
        description={t("base.sureText")}
        confirmLabel={t("delete")}
        onConfirm={() =>
          remove.mutate(base.id, {
            onSuccess: () => void navigate({ to: "/knowledge" }),
            onError: fail,
            onSettled: () => setDoing(null),
          })
        }
        busy={remove.isPending}
        danger
      />
    </>
  );
}
