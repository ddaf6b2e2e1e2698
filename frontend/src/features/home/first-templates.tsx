/** A few templates on the first screen, so that one press shows a process at work. */
import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useTemplates } from "@/api/templates";
import { QueryView } from "@/parts/query-view";
import { TemplateCard } from "@/parts/template-card";
import { Button } from "@/ui/button";
import { SkeletonCards } from "@/ui/skeleton";

const SHOWN = 3;

export function FirstTemplates() {
  const { t } = useTranslation("home");
  const templates = useTemplates();
  if (!useMay("workflow.write")) return null;
  return (
    <section aria-labelledby="first-templates" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 id="first-templates" className="font-semibold text-title tracking-tight">
            {t("first.title")}
          </h2>
          <p className="text-body text-muted">{t("first.text")}</p>
        </div>
        <Button kind="ghost" asChild>
          <Link to="/templates">
            {t("first.all")}
            <ArrowRight size={16} aria-hidden />
          </Link>
        </Button>
      </div>
      <QueryView query={templates} loading={<SkeletonCards />}>
        {(page) => (
          <ul className="grid gap-4 md:grid-cols-3">
            {page.items.slice(0, SHOWN).map((each) => (
              <li key={each.key} className="grid">
                <TemplateCard template={each} level={3} />
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </section>
  );
}
