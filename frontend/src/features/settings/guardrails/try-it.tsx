/** A box to try the guardrails as they stand on the screen, stored or not: nothing is sent to a model. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type GuardInput, type Tried, useTryGuard } from "@/api/guard";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { pieces } from "./draft";

const tones: Record<Tried["found"][number]["mode"], Tone> = {
  off: "neutral",
  observe: "run",
  mask: "accent",
  refuse: "err",
};

export function TryIt({ guard }: { guard: GuardInput }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const [text, setText] = useState("");
  const attempt = useTryGuard();
  const { reset } = attempt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found holds for these guardrails alone
  useEffect(() => reset(), [guard, reset]);
  const tried = attempt.data;
  return (
    <Card>
      <CardHeader title={t("try.title")} description={t("try.text")} />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <Field label={t("try.label")}>
          {(c) => (
            <Textarea
              {...c}
              rows={3}
              maxLength={20_000}
              placeholder={t("try.placeholder")}
              value={text}
              onChange={(e) => {
                setText(e.target.value);
                reset();
              }}
            />
          )}
        </Field>
        <div className="flex gap-2">
          <Button
            disabled={!text.trim()}
            busy={attempt.isPending}
            onClick={() => attempt.mutate({ text, guard })}
          >
            {t("try.go")}
          </Button>
          {!text && (
            <Button kind="ghost" onClick={() => setText(t("try.example"))}>
              {t("try.useExample")}
            </Button>
          )}
        </div>
        {attempt.error && <ErrorPanel error={attempt.error} compact />}
        <div role="status" className="flex flex-col gap-3 empty:hidden">
          {tried && <Result text={text} tried={tried} />}
        </div>
      </div>
    </Card>
  );
}

function Result({ text, tried }: { text: string; tried: Tried }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  return (
    <>
      <p className="text-ui font-medium">{t(verdict(tried))}</p>
      {tried.found.length > 0 && (
        <p className="rounded-menu bg-surface-2 px-4 py-3 text-ui break-words whitespace-pre-wrap">
          {pieces(text, tried.found).map((piece) =>
            piece.found ? (
              <mark
                key={piece.at}
                title={`${t(`kind.${piece.found.kind}`)}: ${t(`mode.${piece.found.mode}`)}`}
                className="rounded bg-warn-soft px-0.5 text-text"
              >
                {piece.text}
              </mark>
            ) : (
              <span key={piece.at}>{piece.text}</span>
            ),
          )}
        </p>
      )}
      {tried.found.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {tried.found.map((each) => (
            <li key={each.start}>
              <Badge tone={tones[each.mode]}>
                {t(`kind.${each.kind}`)} · {t(`mode.${each.mode}`)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
      {!tried.refused && tried.masked !== text && (
        <div>
          <p className="mb-1 text-caption font-medium text-muted">{t("try.seen")}</p>
          <p className="rounded-menu border border-line px-4 py-3 text-ui break-words whitespace-pre-wrap">
            {tried.masked}
          </p>
        </div>
      )}
      {tried.signals.length > 0 && (
        <p className="text-caption text-muted">
          {t("try.signals", { signals: tried.signals.map((s) => t(`signal.${s}`)).join(", ") })}
        </p>
      )}
    </>
  );
}

function verdict(tried: Tried) {
  if (tried.refused) return "try.refused";
  if (tried.found.some((each) => each.mode === "mask")) return "try.masked";
  return tried.found.length > 0 ? "try.observed" : "try.nothing";
}
