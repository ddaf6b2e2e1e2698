/** How many problems there are, and the way to their list. */
import { CircleAlert, ListChecks, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Button } from "@/ui/button";
import { Tooltip } from "@/ui/tooltip";
import { useBuilder } from "../stores/context";

export function ProblemsButton() {
  const { t } = useTranslation("builder");
  const problems = useBuilder((s) => s.problems);
  const panel = useBuilder((s) => s.panel);
  const set = useBuilder((s) => s.set);
  const errors = problems.filter((each) => each.severity === "error").length;
  const tone = errors > 0 ? "text-err" : problems.length > 0 ? "text-warn" : "text-ok";
  const Icon = errors > 0 ? CircleAlert : problems.length > 0 ? TriangleAlert : ListChecks;
  return (
    <Tooltip text={t("problems.title")}>
      <Button
        size="sm"
        kind="ghost"
        aria-pressed={panel === "problems"}
        aria-label={
          problems.length > 0 ? t("problems.count", { count: problems.length }) : t("problems.none")
        }
        className={cx("px-2!", tone)}
        onClick={() => set({ panel: panel === "problems" ? null : "problems" })}
        icon={<Icon size={16} aria-hidden />}
      >
        {problems.length > 0 && <span className="tabular">{problems.length}</span>}
      </Button>
    </Tooltip>
  );
}
