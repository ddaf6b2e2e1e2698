/** The test bench of a knowledge base: its questions, and the tests that asked them. */
import { ListChecks, Pencil, Plus, Sparkles, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KnowledgeBase } from "@/api/knowledge";
import { type BenchCase, useCases, useDeleteCase, useMakeCases } from "@/api/quality";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { CaseDialog } from "./case-dialog";
import { Trials } from "./trials";

type Doing = { what: "edit" | "delete"; of: BenchCase | null } | null;

export function Bench({ base }: { base: KnowledgeBase }) {
  const cases = useCases(base.id);
  return (
    <QueryView query={cases}>
      {(page) => (
        <div className="flex flex-col gap-4">
          <Trials base={base} ready={page.items.filter((each) => each.state === "ready").length} />
          <Cases base={base} cases={page.items} />
        </div>
      )}
    </QueryView>
  );
}

function Cases({ base, cases }: { base: KnowledgeBase; cases: readonly BenchCase[] }) {
  const { t, i18n } = useTranslation("knowledge");
  const [doing, setDoing] = useState<Doing>(null);
  const make = useMakeCases(base.id);
  const fail = useProblemToast();
  const generate = () =>
    make.mutate(i18n.language === "de" ? "de" : "en", {
      onSuccess: ({ made }) => toast.done(made ? t("bench.made", { count: made }) : t("bench.madeNone")),
      onError: fail,
    });
  return (
    <Card>
      <CardHeader
        title={t("bench.cases")}
        description={t("bench.casesText")}
        actions={
          <>
            <Button
              size="sm"
              busy={make.isPending}
              icon={<Sparkles size={15} aria-hidden />}
              onClick={generate}
            >
              {t("bench.generate")}
            </Button>
            <Button
              size="sm"
              icon={<Plus size={15} aria-hidden />}
              onClick={() => setDoing({ what: "edit", of: null })}
            >
              {t("bench.add")}
            </Button>
          </>
        }
      />
      {cases.length === 0 ? (
        <Empty icon={ListChecks} title={t("bench.noCases")}>
          {t("bench.noneText")}
        </Empty>
      ) : (
        <ul aria-label={t("bench.cases")} className="divide-y divide-line border-t border-line">
          {cases.map((each) => (
            <Case key={each.id} of={each} onDo={setDoing} />
          ))}
        </ul>
      )}
      {doing?.what === "edit" && <CaseDialog base={base} of={doing.of} onClose={() => setDoing(null)} />}
      {doing?.what === "delete" && doing.of && (
        <DeleteCase base={base} id={doing.of.id} onClose={() => setDoing(null)} />
      )}
    </Card>
  );
}

function Case({ of, onDo }: { of: BenchCase; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <li className="flex items-center gap-3 px-5 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="text-ui font-medium [overflow-wrap:anywhere]">{of.question}</p>
        <p className="truncate text-caption text-muted">
          {t(`bench.origin.${of.origin}`)} ·{" "}
          {of.is_answerable ? of.documents.join(", ") || "–" : t("bench.unanswerable")}
          {of.note && ` · ${of.note}`}
        </p>
      </div>
      <Badge tone={of.state === "ready" ? "ok" : "warn"}>{t(`bench.caseState.${of.state}`)}</Badge>
      <span className="flex shrink-0">
        <IconButton label={`${t("bench.edit")}: ${of.question}`} onClick={() => onDo({ what: "edit", of })}>
          <Pencil size={15} aria-hidden />
        </IconButton>
        <IconButton
          label={`${t("bench.delete")}: ${of.question}`}
          onClick={() => onDo({ what: "delete", of })}
        >
          <Trash2 size={15} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

function DeleteCase({ base, id, onClose }: { base: KnowledgeBase; id: string; onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const remove = useDeleteCase(base.id);
  const fail = useProblemToast();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("bench.deleteAsk.title")}
      description={t("bench.deleteAsk.text")}
      confirmLabel={t("bench.delete")}
      onConfirm={() => remove.mutate(id, { onError: fail, onSettled: onClose })}
      busy={remove.isPending}
      danger
    />
  );
}
