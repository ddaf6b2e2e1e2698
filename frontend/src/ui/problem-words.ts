/** Hook for the words of a problem, for places where the error panel is too much (toasts, form heads). */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { problemLine } from "@/lib/problem";
import { toast } from "./toast";

export function useProblemToast(): (error: unknown) => void {
  const { t } = useTranslation("ui");
  return useCallback(
    (error: unknown) => {
      const line = problemLine(error, t);
      toast.fail(line.title, line.description ? { description: line.description } : {});
    },
    [t],
  );
}
