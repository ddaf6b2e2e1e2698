/** Why something failed and what to do about it, in words. */
import { OctagonAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ProblemValue } from "@/api/types";

export function adviceKey(problem: ProblemValue): string {
  const status = problem.status ?? 0;
  if (status === 504 || problem.type?.includes("deadline")) return "slow";
  if (status === 502 || status === 503) return "otherSystem";
  if (status === 422 || status === 400) return "data";
  if (status === 401 || status === 403) return "access";
  if (status === 429) return "limit";
  return "general";
}

export function ProblemCard({ problem, runId }: { problem: ProblemValue; runId: string }) {
  const { t } = useTranslation("runs");
  return (
    <div role="alert" className="flex gap-3 rounded-menu bg-err-soft px-4 py-3 text-ui">
      <OctagonAlert size={18} className="mt-px shrink-0 text-err" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{problem.title ?? t("problem.title")}</p>
        {problem.detail && <p className="mt-0.5 [overflow-wrap:anywhere]">{problem.detail}</p>}
        {problem.errors && problem.errors.length > 0 && (
          <ul className="mt-1 list-disc pl-4">
            {problem.errors.map((e) => (
              <li key={`${e.pointer} ${e.message}`}>
                {e.pointer && <code className="font-mono text-caption">{e.pointer}</code>} {e.message}
              </li>
            ))}
          </ul>
        )}
        <p className="mt-1 text-muted">{t(`problem.${adviceKey(problem)}`, { id: runId })}</p>
      </div>
    </div>
  );
}
