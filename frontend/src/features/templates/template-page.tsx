/** One template: what it does, what it needs, its sample; to use it, or to try it at once. */
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft, Clock, FileText, Plug, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useTemplate, useUseTemplate } from "@/api/templates";
import type { TemplateDetail } from "@/api/types";
import { fieldsOf } from "@/forms/schema";
import { pictureOf } from "@/parts/graph-picture";
import { GraphPreview } from "@/parts/graph-preview";
import { QueryView } from "@/parts/query-view";
import { hueOf, TryButton } from "@/parts/template-card";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { useProblemToast } from "@/ui/problem-words";
import { SkeletonCards } from "@/ui/skeleton";
import { IconTile } from "@/ui/step-icon";

export function TemplatePage() {
  const { key } = useParams({ from: "/app/templates/$key" });
  const template = useTemplate(key);
  return (
    <Page>
      <QueryView query={template} loading={<SkeletonCards />}>
        {(data) => <TemplateView key={data.key} template={data} />}
      </QueryView>
    </Page>
  );
}

function TemplateView({ template }: { template: TemplateDetail }) {
  const { t } = useTranslation("templates");
  return (
    <>
      <PageHeader
        documentTitle={template.name}
        title={template.name}
        icon={<IconTile icon={template.icon} category={hueOf[template.category]} size={40} />}
        badge={<Badge>{t(`category.${template.category}`)}</Badge>}
        description={template.promise}
        back={
          <Link to="/templates" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
        actions={
          <>
            <UseButton template={template} />
            <TryButton template={template} kind="primary">
              {t("trySample")}
            </TryButton>
          </>
        }
      />
      <Card className="mb-5 overflow-hidden">
        <section
          aria-label={t("picture")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="overflow-x-auto bg-bg px-4 py-3"
        >
          <div style={sizeOf(template)} className="mx-auto">
            <GraphPreview preview={template.preview} named />
            <span className="sr-only">{pictureText(template)}</span>
          </div>
        </section>
      </Card>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1.6fr)_minmax(18rem,1fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Card>
            <CardHeader title={t("how")} />
            <ol className="flex flex-col gap-3 px-5 pb-5">
              {template.how.map((sentence, i) => (
                <li key={sentence} className="flex gap-3 text-body">
                  <span
                    aria-hidden
                    className="flex size-6 shrink-0 items-center justify-center rounded-full bg-soft font-semibold text-accent text-caption"
                  >
                    {i + 1}
                  </span>
                  <span className="pt-0.5 text-pretty">{sentence}</span>
                </li>
              ))}
            </ol>
          </Card>
        </div>
        <Aside template={template} />
      </div>
    </>
  );
}

function Aside({ template }: { template: TemplateDetail }) {
  const { t } = useTranslation("templates");
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Card>
        <dl className="flex flex-col gap-4 p-5">
          <Fact icon={<Users size={16} aria-hidden />} title={t("for")}>
            {template.audience}
          </Fact>
          <Fact icon={<Clock size={16} aria-hidden />} title={t("time")}>
            {t("saves", { count: template.minutes_saved })}
          </Fact>
          <Fact icon={<Plug size={16} aria-hidden />} title={t("needs")}>
            {template.needs.length === 0 ? (
              t("needsNothing")
            ) : (
              <ul className="flex list-disc flex-col gap-1.5 pl-4">
                {template.needs.map((need) => (
                  <li key={need}>{need}</li>
                ))}
              </ul>
            )}
          </Fact>
        </dl>
      </Card>
      <Card>
        <CardHeader
          title={t("sample")}
          description={`${template.sample_about} ${t(template.asks ? "sampleAsks" : "sampleEnds")}`}
        />
        <Sample template={template} />
      </Card>
    </div>
  );
}

function Fact({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="flex items-center gap-3 text-caption text-muted">
        {icon}
        {title}
      </dt>
      <dd className="pl-7 text-pretty text-ui">{children}</dd>
    </div>
  );
}

function Sample({ template }: { template: TemplateDetail }) {
  const fields = fieldsOf(template.graph.input).filter((field) => field.name in template.sample);
  return (
    <dl className="flex flex-col gap-3 px-5 pb-5">
      {fields.map((field) => (
        <div key={field.name} className="min-w-0">
          <dt className="text-caption text-muted">{field.label}</dt>
          <dd className="max-h-40 overflow-y-auto whitespace-pre-wrap break-words rounded-control bg-surface-2 px-3 py-2 text-ui">
            {field.kind === "file" && <FileText size={14} className="mr-1.5 inline" aria-hidden />}
            {shown(template.sample[field.name])}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join("\n");
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

function UseButton({ template }: { template: TemplateDetail }) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  const use = useUseTemplate();
  const fail = useProblemToast();
  const mayWrite = useMay("workflow.write");
  if (!mayWrite) return <p className="max-w-60 text-caption text-muted">{t("mayNot")}</p>;
  const start = async () => {
    try {
      const { workflow_id } = await use.mutateAsync({ key: template.key, run: false });
      await navigate({ to: "/workflows/$id", params: { id: workflow_id } });
    } catch (problem) {
      fail(problem);
    }
  };
  return (
    <Button busy={use.isPending} onClick={() => void start()}>
      {t("use")}
    </Button>
  );
}

const LEAST = 0.62;
const MOST = 0.85;

/** As large as the page has room for, and never so small that names cannot be read: narrower screens scroll. */
function sizeOf(template: TemplateDetail) {
  const { width, height } = pictureOf(template.preview);
  return {
    minWidth: Math.round((width + 48) * LEAST),
    maxWidth: Math.round((width + 48) * MOST),
    aspectRatio: `${width + 48} / ${height + 48}`,
  };
}

function pictureText(template: TemplateDetail): string {
  return template.preview.steps.map((step) => step.name).join(", ");
}
