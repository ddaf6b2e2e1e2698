/** What the company's runs came to over a time, compared with the time before it. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChartNoAxesColumn, MailCheck } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Insights, useInsights } from "@/api/insights";
import { useMay } from "@/api/session";
import { cx } from "@/lib/cx";
import { useWhen } from "@/parts/chart/when";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Page, PageHeader } from "@/ui/page";
import { Loading, Skeleton } from "@/ui/skeleton";
import { ExportMenu } from "./export-menu";
import { Filters } from "./filters";
import { GroupsTable } from "./groups";
import { Kpis } from "./kpis";
import { useLightOnPaper } from "./paper";
import { type InsightsSearch, isComplete, questionOf } from "./question";
import { FailuresPanel, ModelsPanel, WaitsPanel } from "./ranked";
import { OutcomesPanel, type Shown, TimesPanel } from "./time-charts";

const ReportDialog = lazy(() => import("./report-dialog"));

export function InsightsPage() {
  const { t } = useTranslation("insights");
  const search = useSearch({ from: "/app/insights" });
  const navigate = useNavigate();
  const question = questionOf(search);
  const insights = useInsights(question, isComplete(question));
  const change = (more: InsightsSearch) => {
    const next = Object.entries({ ...search, ...more }).filter(([, value]) => value);
    void navigate({ to: "/insights", search: Object.fromEntries(next) as InsightsSearch, replace: true });
  };
  const view = insights.data;
  const mayReport = useMay("company.manage");
  const [reporting, setReporting] = useState(false);
  useLightOnPaper();
  return (
    <Page>
      <PageHeader
        documentTitle={t("title")}
        title={t("title")}
        description={view ? <Span view={view} /> : t("text")}
        badge={question.source === "sample" && <Badge tone="accent">{t("sample.badge")}</Badge>}
        actions={
          <>
            {mayReport && (
              <Button
                className="print:hidden"
                icon={<MailCheck size={16} aria-hidden />}
                onClick={() => setReporting(true)}
              >
                {t("report.title")}
              </Button>
            )}
            {isComplete(question) && <ExportMenu question={question} />}
          </>
        }
      />
      {reporting && (
        <Suspense fallback={null}>
          <ReportDialog onClose={() => setReporting(false)} />
        </Suspense>
      )}
      <Filters question={question} onChange={change} />
      {!isComplete(question) && <Callout tone="info">{t("range.incomplete")}</Callout>}
      {insights.isError && <ErrorPanel error={insights.error} onRetry={() => void insights.refetch()} />}
      {insights.isPending && isComplete(question) && <Waiting />}
      {view && !insights.isError && (
        <div className={cx("transition-opacity", insights.isPlaceholderData && "opacity-60")}>
          {view.current.runs === 0 ? (
            <Nothing view={view} onSample={() => change({ source: "sample" })} />
          ) : (
            <Shows question={question} view={view} />
          )}
        </div>
      )}
    </Page>
  );
}

/** From when until when, and what it is compared with. */
function Span({ view }: { view: Insights }) {
  const { t } = useTranslation("insights");
  const when = useWhen(view.by);
  const last = (end: string) => new Date(Date.parse(end) - 1).toISOString();
  return t("span", {
    from: when.long(view.start),
    to: when.long(last(view.end)),
    before: when.long(view.previous_start),
    until: when.long(last(view.previous_end)),
  });
}

function Shows(shown: Shown) {
  return (
    <div className="flex flex-col gap-5">
      <Kpis {...shown} />
      <div className="grid gap-5 lg:grid-cols-2">
        <OutcomesPanel {...shown} />
        <TimesPanel {...shown} />
        <FailuresPanel {...shown} />
        <WaitsPanel {...shown} />
        <ModelsPanel {...shown} />
      </div>
      <GroupsTable {...shown} by="workflow" />
      <GroupsTable {...shown} by="agent" />
    </div>
  );
}

function Nothing({ view, onSample }: { view: Insights; onSample: () => void }) {
  const { t } = useTranslation("insights");
  const offersSample = view.source === "company" && view.sample_runs > 0;
  return (
    <Card>
      <Empty
        icon={ChartNoAxesColumn}
        title={t("empty.title")}
        action={
          <>
            {offersSample && (
              <Button kind="primary" onClick={onSample}>
                {t("sample.show", { count: view.sample_runs })}
              </Button>
            )}
            <Button asChild>
              <Link to="/workflows">{t("empty.start")}</Link>
            </Button>
          </>
        }
      >
        {offersSample ? t("sample.text") : t("empty.text")}
      </Empty>
    </Card>
  );
}

function Waiting() {
  return (
    <Loading className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-3 xl:grid-cols-4">
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => (
          <Skeleton key={key} className="h-[101px] rounded-card" />
        ))}
      </div>
      <div className="grid gap-5 lg:grid-cols-2">
        <Skeleton className="h-84 rounded-card lg:col-span-2" />
        <Skeleton className="h-80 rounded-card" />
        <Skeleton className="h-80 rounded-card" />
      </div>
    </Loading>
  );
}
