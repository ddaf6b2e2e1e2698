/** The questions that only a person can answer: did it happen in the other system? They stand above the approvals. */
import { Link } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { UncertainEffect } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo } from "@/lib/format";
import { Badge } from "@/ui/badge";

/** Approvals and these questions share the inbox's addresses; the id says which it is. */
export const isEffect = (id: string): boolean => id.startsWith("eff_");

interface EffectListProps {
  effects: readonly UncertainEffect[];
  tab: "waiting" | "decided";
  selected: string | undefined;
}

export function EffectList({ effects, tab, selected }: EffectListProps) {
  const { t } = useTranslation("inbox");
  return (
    <section aria-label={t("effect.section")}>
      <h2 className="flex items-center gap-1.5 border-line border-b bg-surface-2 px-5 py-2 font-medium text-caption text-muted">
        <CircleHelp size={14} aria-hidden />
        {t("effect.section")}
      </h2>
      <ul>
        {effects.map((effect) => (
          <li key={effect.id}>
            <Link
              to="/inbox/$id"
              params={{ id: effect.id }}
              search={tab === "decided" ? { show: "decided" } : {}}
              aria-current={effect.id === selected ? "true" : undefined}
              className={cx(
                "block border-line border-b px-5 py-3.5 focus-visible:outline-offset-[-2px]",
                effect.id === selected ? "bg-soft" : "hover:bg-surface-2",
              )}
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="truncate font-semibold text-ui">
                  {t(`effect.${effect.kind}.line`, { name: effect.name })}
                </span>
                <span className="shrink-0 text-caption text-muted tabular">
                  {formatAgo(effect.resolved_at ?? effect.created_at)}
                </span>
              </span>
              <span className="mt-0.5 flex items-center justify-between gap-3">
                <span className="truncate text-caption text-muted">{effect.workflow_name}</span>
                {effect.answer && <Badge>{t(`effect.${effect.kind}.${effect.answer}.short`)}</Badge>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
