/** What a person thinks of an answer: it becomes a question of the test bench. */
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KnowledgeAnswer, KnowledgeBase } from "@/api/knowledge";
import { useAnswerFeedback } from "@/api/quality";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function AnswerOpinion({
  base,
  question,
  answer,
}: {
  base: KnowledgeBase;
  question: string;
  answer: KnowledgeAnswer;
}) {
  const { t } = useTranslation("knowledge");
  const give = useAnswerFeedback(base.id);
  const fail = useProblemToast();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const citations = answer.citations.map(({ document_id, start, end, quote }) => ({
    document_id,
    start,
    end,
    quote: quote.slice(0, 4_000),
  }));
  const say = (liked: boolean) =>
    give.mutate(
      { question, liked, reason: liked ? "" : reason, citations },
      {
        onSuccess: (made) => {
          setAsking(false);
          toast.done(t(made.state === "ready" ? "answer.thanksReady" : "answer.thanksCheck"));
        },
        onError: fail,
      },
    );
  if (give.isSuccess) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <IconButton size="sm" label={t("answer.good")} onClick={() => say(true)}>
        <ThumbsUp size={15} aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t("answer.bad")} onClick={() => setAsking(true)}>
        <ThumbsDown size={15} aria-hidden />
      </IconButton>
      {asking && (
        <form
          className="flex items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            say(false);
          }}
        >
          <Input
            value={reason}
            maxLength={2_000}
            aria-label={t("answer.why")}
            placeholder={t("answer.why")}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button size="sm" type="submit" busy={give.isPending}>
            {t("answer.send")}
          </Button>
        </form>
      )}
    </div>
  );
}
