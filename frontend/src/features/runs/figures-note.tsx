/** Says which runs the list shows when it was opened from a figure of Insights. */
import { useTranslation } from "react-i18next";

interface Figures {
  source?: string | undefined;
  decided?: string | undefined;
  reason?: string | undefined;
}

export function FiguresNote({ source, decided, reason }: Figures) {
  const { t } = useTranslation("runs");
  const parts = [
    source && t(source === "sample" ? "figures.sample" : "figures.company"),
    decided && t(decided === "true" ? "figures.decided" : "figures.undecided"),
    reason && t("figures.reason"),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return <p className="mb-3 text-muted text-ui">{parts.join(" · ")}</p>;
}
