/** The labels of a prompt or of one of its versions. */
import { Bookmark, Radio } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Label } from "@/api/prompts";
import { Badge } from "@/ui/badge";

export function LabelBadges({
  labels,
  withVersion = false,
}: {
  labels: readonly (Pick<Label, "label"> & { version?: number })[];
  withVersion?: boolean;
}) {
  const { t } = useTranslation("prompts");
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      {labels.map(({ label, version }) => {
        const Icon = label === "live" ? Radio : Bookmark;
        return (
          <Badge key={label} tone={label === "live" ? "ok" : "neutral"} icon={<Icon size={13} aria-hidden />}>
            {withVersion && version ? t("labels.on", { label, version }) : label}
          </Badge>
        );
      })}
    </span>
  );
}
