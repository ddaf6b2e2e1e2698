/** How a test went, in plain words, and which models it showed. */
import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ProviderTest } from "@/api/types";
import { formatSeconds } from "@/lib/format";

const SHOWN = 12;

export function Outcome({ result }: { result: ProviderTest }) {
  const { t } = useTranslation("settings");
  const { ok, message, seconds, models } = result;
  const more = models.length - SHOWN;
  return (
    <div
      role="status"
      className={`flex items-start gap-2 rounded-menu px-3 py-2.5 text-ui ${ok ? "bg-ok-soft" : "bg-err-soft"}`}
    >
      {ok ? (
        <CircleCheck size={17} className="mt-0.5 shrink-0 text-ok" aria-hidden />
      ) : (
        <CircleX size={17} className="mt-0.5 shrink-0 text-err" aria-hidden />
      )}
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-semibold">{ok ? t("models.works") : t("models.worksNot")}</span> {message}
          {ok && seconds ? ` (${formatSeconds(seconds)})` : ""}
        </p>
        {models.length > 0 && (
          <p className="mt-1 text-caption text-muted wrap-anywhere">
            {models.slice(0, SHOWN).join(" · ")}
            {more > 0 && ` · ${t("models.more", { count: more })}`}
          </p>
        )}
      </div>
    </div>
  );
}
