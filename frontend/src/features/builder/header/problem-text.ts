/** The words of a problem: the server's own, or ours for what the builder found itself. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../model/validate";

export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation("builder");
  return useCallback((problem) => problem.message ?? t(`problem.${problem.code}`, problem.values ?? {}), [t]);
}
