/** Says plainly who answered a step: the built-in local extraction, or a model at a provider. */
import { Cpu, Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { AnsweredBy } from "@/api/types";
import { formatNumber } from "@/lib/format";

export function AnsweredByLine({ by }: { by: AnsweredBy }) {
  const { t } = useTranslation("parts");
  const local = by.provider === "local";
  if (by.method === "pinned") return <p className="text-ui text-muted">{t("answeredBy.pinned")}</p>;
  const Icon = local ? Cpu : Sparkles;
  return (
    <p className="flex items-start gap-2 text-ui">
      <Icon size={16} className="mt-0.5 shrink-0 text-muted" aria-hidden />
      <span>
        <span className="font-medium">
          {local
            ? t("answeredBy.local")
            : t("answeredBy.model", { model: by.model ?? by.provider, provider: by.provider })}
        </span>
        {by.method && (
          <span className="text-muted"> · {t(`method.${by.method}`, { defaultValue: by.method })}</span>
        )}
        {by.tokens && (
          <span className="text-muted tabular">
            {" · "}
            {t("answeredBy.tokens", {
              input: formatNumber(by.tokens.input),
              output: formatNumber(by.tokens.output),
            })}
          </span>
        )}
        {by.note && <span className="block text-caption text-muted">{by.note}</span>}
      </span>
    </p>
  );
}
