/** What a person thinks of an answer: a thumb, and why where it was not good. */
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFeedback, useGiveFeedback } from "@/api/agents";
import { useMay, useSession } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function Like({ agentId, runId }: { agentId: string; runId: string }) {
  const { t } = useTranslation("agents");
  const mayTalk = useMay("run.start");
  const me = useSession((session) => session.user?.id);
  const feedback = useFeedback(agentId);
  const give = useGiveFeedback(agentId);
  const fail = useProblemToast();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const mine = feedback.data?.items.find((each) => each.run_id === runId && each.user_id === me);
  if (!mayTalk) return null;
  const say = (liked: boolean, why: string) =>
    give.mutate(
      { run_id: runId, liked, reason: why },
      {
        onSuccess: () => {
          setAsking(false);
          toast.done(t("like.thanks"));
        },
        onError: fail,
      },
    );
  return (
    <span className="flex items-center gap-1">
      <IconButton
        size="sm"
        label={t("like.good")}
        aria-pressed={mine?.liked === true}
        onClick={() => say(true, "")}
      >
        <ThumbsUp size={15} aria-hidden className={mine?.liked === true ? "text-ok" : ""} />
      </IconButton>
      <IconButton
        size="sm"
        label={t("like.bad")}
        aria-pressed={mine?.liked === false}
        onClick={() => setAsking(true)}
      >
        <ThumbsDown size={15} aria-hidden className={mine?.liked === false ? "text-err" : ""} />
      </IconButton>
      {asking && (
        <form
          className="flex items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            say(false, reason);
          }}
        >
          <Input
            value={reason}
            maxLength={2_000}
            aria-label={t("like.why")}
            placeholder={t("like.why")}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button size="sm" type="submit" busy={give.isPending}>
            {t("like.send")}
          </Button>
        </form>
      )}
    </span>
  );
}
