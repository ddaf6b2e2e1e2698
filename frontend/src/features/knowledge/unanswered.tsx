/** What a base could not answer, by meaning, and what one can do about it. */
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KnowledgeBase } from "@/api/knowledge";
import { type QuestionGroup, useDismiss, useUnanswered } from "@/api/quality";
import { formatAgo } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { CaseDialog } from "./case-dialog";

export function UnansweredQuestions({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const unanswered = useUnanswered(base.id);
  const [making, setMaking] = useState<string | null>(null);
  return (
    <QueryView query={unanswered}>
      {(data) => (
        <Card>
          {data.items.length === 0 ? (
            <Empty icon={CircleCheck} title={t("unanswered.none")}>
              {t("unanswered.noneText")}
            </Empty>
          ) : (
            <>
              <CardHeader title={t("unanswered.title")} description={t("unanswered.text")} />
              <ul aria-label={t("unanswered.title")} className="divide-y divide-line border-t border-line">
                {data.items.map((each) => (
                  <Group key={each.ids[0]} base={base} group={each} onMake={setMaking} />
                ))}
              </ul>
            </>
          )}
          {making !== null && (
            <CaseDialog base={base} of={null} question={making} onClose={() => setMaking(null)} />
          )}
        </Card>
      )}
    </QueryView>
  );
}

function Group({
  base,
  group,
  onMake,
}: {
  base: KnowledgeBase;
  group: QuestionGroup;
  onMake: (question: string) => void;
}) {
  const { t } = useTranslation("knowledge");
  const dismiss = useDismiss(base.id);
  const fail = useProblemToast();
  const said = [
    t("unanswered.times", { count: group.times }),
    ...(group.people ? [t("unanswered.people", { count: group.people })] : []),
    t("unanswered.last", { when: formatAgo(group.last_at) }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="text-ui font-medium [overflow-wrap:anywhere]">{group.question}</p>
        <p className="text-caption text-muted">{said.join(" · ")}</p>
        {group.others.length > 0 && (
          <p className="text-caption text-muted">
            {t("unanswered.others")}: {group.others.join(" · ")}
          </p>
        )}
      </div>
      <span className="flex flex-wrap gap-2">
        <Button size="sm" asChild>
          <Link to="/knowledge/$id" params={{ id: base.id }} search={{ tab: "documents" }}>
            {t("unanswered.addDocument")}
          </Link>
        </Button>
        <Button size="sm" onClick={() => onMake(group.question)}>
          {t("unanswered.makeCase")}
        </Button>
        <Button
          size="sm"
          kind="ghost"
          busy={dismiss.isPending}
          onClick={() =>
            dismiss.mutate(group.ids, {
              onSuccess: () => toast.done(t("unanswered.dismissed")),
              onError: fail,
            })
          }
        >
          {t("unanswered.dismiss")}
        </Button>
      </span>
    </li>
  );
}
