import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTemplates } from "@/api/templates";
import type { Template } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { TemplateCard } from "@/parts/template-card";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { SearchInput } from "@/ui/input";
import { Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";

export interface TemplateFilter {
  q?: string;
  category?: string;
}

const categories = ["finance", "service", "sales", "people", "legal", "it"] as const;

/** Every word must occur in what is said of the template. */
export function matches(template: Template, filter: TemplateFilter): boolean {
  if (filter.category && template.category !== filter.category) return false;
  const steps = template.preview.steps.map((step) => step.name).join(" ");
  const said = `${template.name} ${template.promise} ${template.audience} ${steps}`.toLowerCase();
  return (filter.q ?? "")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const filter = useSearch({ from: "/app/templates" });
  const navigate = useNavigate();
  const templates = useTemplates();
  const set = (change: TemplateFilter) => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => value);
    void navigate({ to: "/templates", search: Object.fromEntries(next) as TemplateFilter, replace: true });
  };
  return (
    <Page>
      <PageHeader documentTitle={t("title")} title={t("title")} description={t("text")} />
      <div className="mb-5 flex flex-wrap items-center gap-2">
        <SearchInput
          label={t("search")}
          placeholder={t("search")}
          icon={<Search size={15} />}
          className="w-full sm:w-72"
          value={filter.q ?? ""}
          onChange={(e) => set({ q: e.target.value })}
        />
        <fieldset className="flex flex-wrap gap-1.5">
          <legend className="sr-only">{t("byCategory")}</legend>
          {["", ...categories].map((category) => (
            <Button
              key={category}
              size="sm"
              kind={(filter.category ?? "") === category ? "soft" : "ghost"}
              aria-pressed={(filter.category ?? "") === category}
              onClick={() => set({ category })}
            >
              {t(`category.${category || "all"}`)}
            </Button>
          ))}
        </fieldset>
      </div>
      <QueryView query={templates} loading={<SkeletonCards />}>
        {(page) => <Gallery templates={page.items.filter((each) => matches(each, filter))} />}
      </QueryView>
    </Page>
  );
}

function Gallery({ templates }: { templates: readonly Template[] }) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  return (
    <>
      <p role="status" className="sr-only">
        {t("found", { count: templates.length })}
      </p>
      {templates.length === 0 ? (
        <Empty
          icon={Search}
          title={t("nothing")}
          action={
            <Button onClick={() => void navigate({ to: "/templates", search: {} })}>{t("clear")}</Button>
          }
        />
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {templates.map((each) => (
            <li key={each.key} className="grid">
              <TemplateCard template={each} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
