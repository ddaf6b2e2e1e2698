/** What is wrong or doubtful, step by step, with a way to each. */
import { CircleAlert, CircleCheck, TriangleAlert, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { nameOf } from "../commands/actions";
import type { Problem } from "../model/validate";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useProblemText } from "./problem-text";

export function ProblemsPanel({ onShow }: { onShow: (problem: Problem) => void }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const problems = useBuilder((s) => s.problems);
  const sorted = [...problems].sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return (
    <>
      <div className="flex items-center justify-between px-4 pt-4 pb-2">
        <h2 className="font-semibold text-section">{t("problems.title")}</h2>
        <IconButton
          size="sm"
          label={t("inspector.close")}
          onClick={() => store.getState().set({ panel: null })}
        >
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-6">
        {sorted.length === 0 ? (
          <Empty icon={CircleCheck} title={t("problems.none")}>
            {t("problems.noneHelp")}
          </Empty>
        ) : (
          <ul className="flex flex-col gap-0.5">
            {sorted.map((each) => (
              <li key={`${each.pointer} ${each.code ?? each.message}`}>
                <ProblemRow problem={each} onShow={onShow} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function ProblemRow({ problem, onShow }: { problem: Problem; onShow: (problem: Problem) => void }) {
  const { t } = useTranslation("builder");
  const text = useProblemText();
  const name = useBuilder((s) => (problem.step ? nameOf(s, problem.step) : t("problems.workflow")));
  const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
  return (
    <button
      type="button"
      onClick={() => onShow(problem)}
      className="flex w-full items-start gap-2.5 rounded-control px-2 py-2 text-left hover:bg-surface-2"
    >
      <Icon
        size={16}
        role="img"
        aria-label={t(problem.severity === "error" ? "problems.error" : "problems.warning")}
        className={cx("mt-0.5 shrink-0", problem.severity === "error" ? "text-err" : "text-warn")}
      />
      <span className="min-w-0">
        <span className="block font-medium text-ui">{name}</span>
        <span className="block text-caption text-muted">{text(problem)}</span>
      </span>
    </button>
  );
}
