/** Where a new agent begins: with a role that is described already, or with nothing. */
import { FilePlus2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAgentTemplates } from "@/api/agents";
import type { AgentTemplate } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { SkeletonCards } from "@/ui/skeleton";
import { IconTile } from "@/ui/step-icon";

const cardClass =
  "flex h-full w-full items-start gap-3 rounded-card border border-line bg-surface p-4 text-left transition-colors hover:border-line-strong";

export function BeginWithRole({ onChoose }: { onChoose: (template: AgentTemplate | null) => void }) {
  const { t } = useTranslation("agents");
  const templates = useAgentTemplates();
  return (
    <section aria-label={t("begin.title")} className="flex flex-col gap-3">
      <div>
        <h2 className="text-section font-semibold">{t("begin.title")}</h2>
        <p className="mt-0.5 text-ui text-muted">{t("begin.text")}</p>
      </div>
      <QueryView query={templates} loading={<SkeletonCards count={6} />}>
        {(items) => (
          <ul className="grid gap-3 sm:grid-cols-2">
            {items.map((each) => (
              <li key={each.key}>
                <button type="button" className={cardClass} onClick={() => onChoose(each)}>
                  <IconTile icon={each.icon} category="ai" />
                  <span className="min-w-0">
                    <span className="block text-body font-semibold">{each.agent.role}</span>
                    <span className="block text-ui text-pretty text-muted">{each.promise}</span>
                  </span>
                </button>
              </li>
            ))}
            <li>
              <button type="button" className={cardClass} onClick={() => onChoose(null)}>
                <FilePlus2 size={20} className="mt-0.5 shrink-0 text-muted" aria-hidden />
                <span className="text-body font-semibold">{t("begin.empty")}</span>
              </button>
            </li>
          </ul>
        )}
      </QueryView>
    </section>
  );
}
