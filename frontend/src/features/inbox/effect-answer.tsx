/** The answers to an uncertain effect, each with what follows from it. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { EffectAnswer, UncertainEffect } from "@/api/types";
import { cx } from "@/lib/cx";

/** Undoing that failed: it was undone by hand, it is tried again, or it is left. */
const answers: Record<UncertainEffect["kind"], readonly EffectAnswer[]> = {
  uncertain: ["happened", "did_not_happen", "retry", "fail"],
  undo: ["happened", "retry", "fail"],
};

interface AnswerChoiceProps {
  kind: UncertainEffect["kind"];
  answer: EffectAnswer | null;
  onChange: (answer: EffectAnswer) => void;
}

export function AnswerChoice({ kind, answer, onChange }: AnswerChoiceProps) {
  const { t } = useTranslation("inbox");
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-3 font-semibold text-section">{t("effect.yourWord")}</legend>
      <div className="flex flex-col gap-2">
        {answers[kind].map((each) => (
          <label
            key={each}
            className={cx(
              "flex cursor-pointer items-start gap-3 rounded-menu border px-4 py-3 has-focus-visible:outline-2 has-focus-visible:outline-accent",
              answer === each ? "border-accent bg-soft" : "border-line hover:border-line-strong",
            )}
          >
            <input
              type="radio"
              name={name}
              checked={answer === each}
              onChange={() => onChange(each)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent) outline-none"
            />
            <span className="min-w-0">
              <span className="block font-medium text-ui">{t(`effect.${kind}.${each}.name`)}</span>
              <span className="block text-caption text-muted">{t(`effect.${kind}.${each}.text`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
