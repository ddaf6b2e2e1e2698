/** What a way out of a step is called: a step type's own in the reader's language, those that settings name as they are. */
import { useTranslation } from "react-i18next";
import type { Port } from "./model/ports";

export function useExitWord(): (exit: Port) => string {
  const { t } = useTranslation("builder");
  return ({ kind, name, label, given }) => {
    if (kind === "error") return t("outline.onError");
    if (label === "") return t("outline.then");
    return given ? t(`exit.${name}`, { defaultValue: label }) : label;
  };
}
