/** How a change is marked everywhere: colour, icon and word together. */
import { type LucideIcon, Minus, Move, Pencil, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/badge";
import type { ChangeKind, Counts } from "./compare";

const looks: Record<ChangeKind, { tone: Tone; icon: LucideIcon }> = {
  added: { tone: "ok", icon: Plus },
  changed: { tone: "warn", icon: Pencil },
  removed: { tone: "err", icon: Minus },
  moved: { tone: "run", icon: Move },
};

/** Between versions something was added or removed; between two people it is only on one side. */
export type Wording = "versions" | "people";

export function useKindWord(wording: Wording = "versions"): (kind: ChangeKind) => string {
  const { t } = useTranslation("versions");
  return (kind) => t(`${wording === "people" ? "people" : "kind"}.${kind}`);
}

export function Mark({ kind, wording }: { kind: ChangeKind; wording?: Wording }) {
  const word = useKindWord(wording);
  const { tone, icon: Icon } = looks[kind];
  return (
    <Badge tone={tone} icon={<Icon size={13} aria-hidden />} className="shrink-0">
      {word(kind)}
    </Badge>
  );
}

/** "2 steps added, 1 changed, 3 connections": the whole difference in one sentence. */
export function useSummary(): (counts: Counts) => string {
  const { t, i18n } = useTranslation("versions");
  return (counts) => {
    const parts = (["added", "changed", "removed", "edges", "marks", "whole", "moved"] as const)
      .filter((name) => counts[name] > 0)
      .map((name) => t(`count.${name}`, { count: counts[name] }));
    if (parts.length === 0) return t("count.none");
    return new Intl.ListFormat(i18n.language, { type: "unit", style: "long" }).format(parts);
  };
}
