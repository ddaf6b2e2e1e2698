/** The panel at the right: the selected step's settings, the workflow's own, or what is wrong. */
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { ProblemsPanel } from "./header/problems";
import { Inspector } from "./inspector/inspector";
import { WorkflowPanel } from "./inspector/workflow-panel";
import type { Problem } from "./model/validate";
import { useBuilder } from "./stores/context";

export function SidePanel({ onShow }: { onShow: (problem: Problem) => void }) {
  const { t } = useTranslation("builder");
  const panel = useBuilder((s) => s.panel);
  if (panel === null || panel === "run") return null;
  return (
    <aside
      data-builder-panel
      aria-label={t(`panel.${panel}`)}
      className={cx(
        "z-20 flex w-full max-w-[400px] flex-col border-line border-l bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:shadow-overlay max-md:fixed max-md:inset-0 max-md:max-w-none max-md:z-30",
      )}
    >
      {panel === "step" && <Inspector />}
      {panel === "workflow" && <WorkflowPanel />}
      {panel === "problems" && <ProblemsPanel onShow={onShow} />}
    </aside>
  );
}
