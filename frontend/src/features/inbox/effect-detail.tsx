/** One uncertain effect: what was attempted, why nobody knows what became of it, and the person's word on it. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAttempted, useResolveEffect, useUncertainEffect } from "@/api/effect-answers";
import { useMay } from "@/api/session";
import type { EffectAnswer, UncertainEffect } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { toast } from "@/ui/toast";
import { ValueView } from "@/ui/value-view";
import { AnswerChoice } from "./effect-answer";
import { GivenWord, QuestionHead } from "./question";

export function OneEffect({ id }: { id: string }) {
  const effect = useUncertainEffect(id);
  return <QueryView query={effect}>{(data) => <EffectDetail effect={data} />}</QueryView>;
}

export function EffectDetail({ effect }: { effect: UncertainEffect }) {
  const { t } = useTranslation("inbox");
  const title = t(`effect.${effect.kind}.title`, { name: effect.name });
  return (
    <article aria-label={title} className="flex flex-col gap-4">
      <QuestionHead
        icon="message-circle-question"
        title={title}
        status={<EffectStatus effect={effect} />}
        asked={effect}
        step={effect.step}
      />
      <p className="text-pretty text-body">{t(`effect.${effect.kind}.text`)}</p>
      <Attempted effect={effect} />
      {effect.status === "open" ? <Answer effect={effect} /> : <Said effect={effect} />}
    </article>
  );
}

function EffectStatus({ effect }: { effect: UncertainEffect }) {
  const { t } = useTranslation("inbox");
  if (effect.status === "withdrawn") return <Badge>{t("effect.withdrawn")}</Badge>;
  return <Status status={effect.status === "open" ? "waiting" : "decided"} />;
}

function Attempted({ effect }: { effect: UncertainEffect }) {
  const { t } = useTranslation("inbox");
  const attempted = useAttempted(effect);
  const { title, detail } = effect.problem;
  return (
    <Card className="flex flex-col gap-4 p-5">
      <div>
        <h3 className="font-semibold text-section">{t("effect.why")}</h3>
        <p className="mt-1 font-medium text-ui">{String(title ?? "")}</p>
        {typeof detail === "string" && (
          <p className="text-muted text-ui [overflow-wrap:anywhere]">{detail}</p>
        )}
      </div>
      {attempted.isSuccess && (
        <ValueView
          title={<h3 className="font-semibold text-section">{t("effect.attempted")}</h3>}
          value={attempted.data}
          empty={t("effect.attemptUnknown")}
        />
      )}
    </Card>
  );
}

function Said({ effect }: { effect: UncertainEffect }) {
  const { t } = useTranslation("inbox");
  if (effect.answer === null) return <Callout tone="plain">{t("effect.withdrawnText")}</Callout>;
  return (
    <GivenWord
      title={t(`effect.${effect.kind}.${effect.answer}.name`)}
      by={effect.resolved_by}
      at={effect.resolved_at}
      comment={effect.comment}
    />
  );
}

/** What was typed as the result: JSON, or nothing; undefined for what is neither. */
export function outputOf(typed: string): unknown {
  if (typed.trim() === "") return null;
  try {
    return JSON.parse(typed);
  } catch {
    return undefined;
  }
}

function Answer({ effect }: { effect: UncertainEffect }) {
  const { t } = useTranslation("inbox");
  const mayDecide = useMay("approval.decide");
  const resolve = useResolveEffect(effect.id);
  const [answer, setAnswer] = useState<EffectAnswer | null>(null);
  const [result, setResult] = useState("");
  const [comment, setComment] = useState("");
  if (!mayDecide) return <Callout tone="plain">{t("mayNot")}</Callout>;
  const gives = answer === "happened" && effect.kind === "uncertain";
  const output = gives ? outputOf(result) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (answer === null || output === undefined) return;
    resolve.mutate(
      { answer, output, comment: comment.trim() },
      { onSuccess: () => toast.done(t("effect.said", { name: effect.name })) },
    );
  };
  return (
    <Card className="p-5">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {resolve.error && <ErrorPanel error={resolve.error} compact />}
        <AnswerChoice kind={effect.kind} answer={answer} onChange={setAnswer} />
        {gives && (
          <Field
            label={t("effect.result")}
            help={t("effect.resultHelp")}
            error={output === undefined ? t("effect.resultWrong") : null}
            optional
          >
            {(c) => (
              <Textarea
                {...c}
                rows={3}
                spellCheck={false}
                className="font-mono text-caption"
                value={result}
                onChange={(e) => setResult(e.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("comment")} optional>
          {(c) => (
            <Textarea
              {...c}
              rows={2}
              maxLength={2000}
              value={comment}
              onChange={(e) => setComment(e.target.value)}
            />
          )}
        </Field>
        <Button
          kind="primary"
          size="lg"
          type="submit"
          className="self-start max-sm:w-full"
          busy={resolve.isPending}
          disabled={answer === null || output === undefined}
        >
          {t("effect.send")}
        </Button>
      </form>
    </Card>
  );
}
