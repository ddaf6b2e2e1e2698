/** The places of one workflow. A line in `workflowPlaces` adds a place everywhere: on the pages and in the builder. */
import { Link, linkOptions } from "@tanstack/react-router";
import { History, type LucideIcon, Pencil, Play, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";

export const workflowPlaces = [
  { key: "edit", icon: Pencil, link: (id: string) => linkOptions({ to: "/workflows/$id", params: { id } }) },
  {
    key: "triggers",
    icon: Zap,
    link: (id: string) => linkOptions({ to: "/workflows/$id/triggers", params: { id } }),
  },
  {
    key: "versions",
    icon: History,
    link: (id: string) => linkOptions({ to: "/workflows/$id/versions", params: { id } }),
  },
  { key: "runs", icon: Play, link: (id: string) => linkOptions({ to: "/runs", search: { workflow: id } }) },
] as const satisfies ReadonlyArray<{ key: string; icon: LucideIcon; link: (id: string) => object }>;

export type WorkflowPlace = (typeof workflowPlaces)[number]["key"];

const linkClass = "inline-flex h-8 items-center gap-1.5 rounded-control px-2.5 font-medium text-ui";
const restClass = "text-muted hover:bg-surface-2 hover:text-text";

export interface WorkflowNavProps {
  id: string;
  /** Where one is; nothing on pages that are none of these places. */
  current?: WorkflowPlace;
}

export function WorkflowNav({ id, current, className }: WorkflowNavProps & { className?: string }) {
  const { t } = useTranslation("parts");
  return (
    <nav aria-label={t("workflowNav.label")} className={className}>
      <ul className="flex gap-0.5">
        {workflowPlaces.map((place) => (
          <li key={place.key}>
            <Link
              {...place.link(id)}
              aria-current={place.key === current ? "page" : undefined}
              className={cx(linkClass, place.key === current ? "bg-soft text-accent" : restClass)}
            >
              <place.icon size={15} aria-hidden />
              {t(`workflowNav.${place.key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The other places, for a crowded header: without their names unless there is much room. */
export function OtherPlaces({ id, current }: WorkflowNavProps) {
  const { t } = useTranslation("parts");
  return (
    <nav aria-label={t("workflowNav.label")} className="flex gap-0.5">
      {workflowPlaces
        .filter((place) => place.key !== current)
        .map((place) => (
          <Link
            key={place.key}
            {...place.link(id)}
            title={t(`workflowNav.${place.key}`)}
            className={cx(linkClass, restClass)}
          >
            <place.icon size={15} aria-hidden />
            <span className="max-[90rem]:sr-only">{t(`workflowNav.${place.key}`)}</span>
          </Link>
        ))}
    </nav>
  );
}
