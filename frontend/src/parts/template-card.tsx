/** A template as a card: its picture, its promise, and trying it at once. The whole card leads to its page. */
import { Link, useNavigate } from "@tanstack/react-router";
import { Clock, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useUseTemplate } from "@/api/templates";
import type { Template } from "@/api/types";
import { cx } from "@/lib/cx";
import { Button, type ButtonProps } from "@/ui/button";
import { Card } from "@/ui/card";
import { useProblemToast } from "@/ui/problem-words";
import { IconTile } from "@/ui/step-icon";
import { GraphPreview } from "./graph-preview";

/** Runs the template on its sample and shows the run. */
export function TryButton({
  template,
  children,
  ...button
}: { template: Pick<Template, "key" | "name"> } & Pick<
  ButtonProps,
  "kind" | "size" | "className" | "children"
>) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  const use = useUseTemplate();
  const fail = useProblemToast();
  const mayWrite = useMay("workflow.write");
  if (!mayWrite) return null;
  const start = async () => {
    try {
      const { run_id } = await use.mutateAsync({ key: template.key, run: true });
      if (run_id) await navigate({ to: "/runs/$id", params: { id: run_id } });
    } catch (problem) {
      fail(problem);
    }
  };
  return (
    <Button
      {...button}
      busy={use.isPending}
      icon={<Play size={15} aria-hidden />}
      aria-label={children ? undefined : t("tryNamed", { name: template.name })}
      onClick={() => void start()}
    >
      {children ?? t("try")}
    </Button>
  );
}

export function TemplateCard({ template, level = 2 }: { template: Template; level?: 2 | 3 }) {
  const { t } = useTranslation("templates");
  const Heading = `h${level}` as const;
  return (
    <Card className="group relative flex min-w-0 flex-col overflow-hidden focus-within:border-line-strong hover:border-line-strong">
      <div className="h-28 border-line border-b bg-bg px-3 py-2">
        <GraphPreview preview={template.preview} />
      </div>
      <div className="flex flex-1 flex-col gap-2 p-4">
        <div className="flex items-start gap-2.5">
          <IconTile icon={template.icon} category={hueOf[template.category]} size={28} />
          <Heading className="min-w-0 flex-1 pt-0.5 font-semibold text-section">
            <Link
              to="/templates/$key"
              params={{ key: template.key }}
              className={cx(
                "underline-offset-2 hover:underline",
                "after:absolute after:inset-0 after:content-['']",
              )}
            >
              {template.name}
            </Link>
          </Heading>
        </div>
        <p className="text-pretty text-muted text-ui">{template.promise}</p>
        <div className="mt-auto flex items-center justify-between gap-2 pt-2">
          <span className="inline-flex min-w-0 items-center gap-1.5 text-caption text-muted">
            <Clock size={14} className="shrink-0" aria-hidden />
            {t("saves", { count: template.minutes_saved })}
          </span>
          <TryButton template={template} size="sm" kind="soft" className="relative z-10" />
        </div>
      </div>
    </Card>
  );
}

/** Categories of templates borrow the hues of step types. */
export const hueOf: Record<Template["category"], string> = {
  finance: "data",
  service: "ai",
  sales: "people",
  people: "agent",
  legal: "logic",
  it: "app",
};
