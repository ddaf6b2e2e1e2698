/** The badge of a step for which data stands in tests. */
import { Pin } from "lucide-react";
import { useTranslation } from "react-i18next";

export function PinMark({ on }: { on: boolean }) {
  const { t } = useTranslation("builder");
  return on ? (
    <span title={t("pin.badge")} className="shrink-0 text-accent">
      <Pin size={15} role="img" aria-label={t("pin.badge")} />
    </span>
  ) : null;
}
