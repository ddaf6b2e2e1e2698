/** One model and its answer: the text as it comes, how fast it came, what it took, and a judgement. */
import { Square, ThumbsDown, ThumbsUp, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMoney } from "@/api/metering";
import { useScoreVersion } from "@/api/prompts";
import { formatNumber, formatSeconds } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { CopyButton } from "@/ui/copy";
import { ErrorPanel } from "@/ui/error-panel";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { ModelBox } from "../settings-fields";
import type { AnswerState } from "./use-answers";

interface Props {
  place: number;
  model: string;
  onModel: (model: string) => void;
  answer: AnswerState;
  onStop: () => void;
  onRemove: (() => void) | null;
}

export function Column({ place, model, onModel, answer, onStop, onRemove }: Props) {
  const { t } = useTranslation("prompts");
  const label = t("playground.model", { place: place + 1 });
  return (
    <Card className="flex min-w-0 flex-col" role="group" aria-label={label}>
      <div className="flex items-center gap-2 border-b border-line p-3">
        <ModelBox control={{ "aria-label": label }} value={model} onChange={onModel} />
        {answer.status === "running" && (
          <IconButton label={t("playground.stop", { place: place + 1 })} onClick={onStop}>
            <Square size={14} aria-hidden />
          </IconButton>
        )}
        {onRemove && answer.status !== "running" && (
          <IconButton label={t("playground.remove", { place: place + 1 })} onClick={onRemove}>
            <X size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      <Body answer={answer} />
      <Figures answer={answer} />
      {answer.status === "done" && answer.madeBy && (
        <Judge key={answer.text} name={answer.madeBy.name} version={answer.madeBy.version} />
      )}
    </Card>
  );
}

function Body({ answer }: { answer: AnswerState }) {
  const { t } = useTranslation("prompts");
  const { status, text, error } = answer;
  return (
    <div className="relative min-h-32 flex-1 p-4" aria-live="polite" aria-busy={status === "running"}>
      {status === "idle" && <p className="text-ui text-muted">{t("playground.idle")}</p>}
      {status === "running" && !text && <p className="text-ui text-muted">{t("playground.waiting")}</p>}
      {text && (
        <>
          <p className="pr-8 text-body whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
          <span className="absolute top-3 right-3">
            <CopyButton text={text} label={t("playground.copy")} />
          </span>
        </>
      )}
      {status === "done" && !text && <p className="text-ui text-muted">{t("playground.nothing")}</p>}
      {status === "stopped" && (
        <p className="mt-2">
          <Badge>{t("playground.stopped")}</Badge>
        </p>
      )}
      {status === "failed" && <ErrorPanel error={error} compact className="mt-2" />}
    </div>
  );
}

function Figures({ answer }: { answer: AnswerState }) {
  const { t } = useTranslation("prompts");
  const money = useMoney();
  const { facts } = answer;
  if (!facts.model) return null;
  const seconds = (milliseconds: number | null | undefined) =>
    milliseconds === null || milliseconds === undefined ? "—" : formatSeconds(milliseconds / 1000);
  const known = facts.input !== undefined;
  const rows = [
    { key: "answeredBy", value: facts.model },
    { key: "first", value: seconds(facts.first) },
    { key: "total", value: seconds(facts.total) },
    {
      key: "tokens",
      value: known ? `${formatNumber(facts.input ?? 0, 0)} → ${formatNumber(facts.output ?? 0, 0)}` : "—",
    },
    { key: "cost", value: !known ? "—" : facts.cost === null ? t("playground.unpriced") : money(facts.cost) },
    { key: "cache", value: t(`playground.caches.${facts.cache || "off"}`) },
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-1.5 border-t border-line px-4 py-3">
      {rows.map((row) => (
        <div key={row.key} className={row.key === "answeredBy" ? "col-span-2 min-w-0" : "min-w-0"}>
          <dt className="text-caption text-muted">{t(`playground.figures.${row.key}`)}</dt>
          <dd className="truncate text-ui font-medium tabular" title={row.value}>
            {row.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Judge({ name, version }: { name: string; version: number }) {
  const { t } = useTranslation("prompts");
  const [comment, setComment] = useState("");
  const [given, setGiven] = useState<number | null>(null);
  const judge = useScoreVersion();
  const fail = useProblemToast();
  const give = (score: number) =>
    judge.mutate(
      { name, version, score, comment },
      {
        onSuccess: () => {
          setGiven(score);
          toast.done(t("scores.thanks", { name, version }));
        },
        onError: fail,
      },
    );
  if (given !== null)
    return (
      <p className="border-t border-line px-4 py-3 text-caption text-muted">
        {t("scores.thanks", { name, version })}
      </p>
    );
  return (
    <div className="flex items-center gap-2 border-t border-line p-3">
      <Input
        aria-label={t("scores.comment")}
        placeholder={t("scores.comment")}
        value={comment}
        maxLength={2000}
        onChange={(event) => setComment(event.target.value)}
      />
      <Button size="sm" aria-label={t("scores.good")} busy={judge.isPending} onClick={() => give(1)}>
        <ThumbsUp size={15} aria-hidden />
      </Button>
      <Button size="sm" aria-label={t("scores.bad")} busy={judge.isPending} onClick={() => give(0)}>
        <ThumbsDown size={15} aria-hidden />
      </Button>
    </div>
  );
}
