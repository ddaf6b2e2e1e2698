/** What came of asking an identity provider, step by step: what came back and, where it did not work, what to do. */
import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step } from "@/api/sso";

export function SsoSteps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation("sso");
  return (
    <ol aria-label={t("steps.label")} className="flex flex-col gap-3">
      {steps.map((step) => (
        <li key={step.name} className="flex gap-2.5 text-ui">
          {step.is_fine ? (
            <CircleCheck size={18} className="mt-px shrink-0 text-ok" aria-hidden />
          ) : (
            <CircleX size={18} className="mt-px shrink-0 text-err" aria-hidden />
          )}
          <div className="min-w-0">
            <p className="font-medium">
              {t(`steps.${step.name}`)}
              <span className="sr-only">: {t(step.is_fine ? "steps.fine" : "steps.failed")}</span>
            </p>
            {step.found && <p className="break-words text-caption text-muted">{step.found}</p>}
            {step.advice && <p className="mt-0.5 break-words">{step.advice}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
