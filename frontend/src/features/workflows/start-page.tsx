/** Starting a run for people who never open the editor: the form is drawn from the live version's input. */
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStartRun } from "@/api/runs";
import type { WorkflowDetail } from "@/api/types";
import { useWorkflow, useWorkflowVersion } from "@/api/workflows";
import { SchemaForm } from "@/forms/schema-form";
import { QueryView } from "@/parts/query-view";
import { WorkflowNav } from "@/parts/workflow-nav";
import { WorkflowStatus } from "@/parts/workflow-table";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { backLinkClass, Page, PageHeader } from "@/ui/page";

export function StartPage() {
  const { id } = useParams({ from: "/app/workflows/$id/start" });
  const workflow = useWorkflow(id);
  return (
    <Page width="narrow">
      <QueryView query={workflow}>{(data) => <StartView workflow={data} />}</QueryView>
    </Page>
  );
}

function StartView({ workflow }: { workflow: WorkflowDetail }) {
  const { t } = useTranslation("workflows");
  return (
    <>
      <PageHeader
        documentTitle={t("start.title", { name: workflow.name })}
        title={t("start.title", { name: workflow.name })}
        badge={<WorkflowStatus workflow={workflow} />}
        description={workflow.description || t("start.text")}
        back={
          <Link to="/workflows" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
      />
      <WorkflowNav id={workflow.id} className="mb-4" />
      {workflow.live_version === null ? (
        <Callout
          tone="warn"
          title={t("start.notLive")}
          actions={
            <Button size="sm" asChild>
              <Link to="/workflows/$id" params={{ id: workflow.id }}>
                {t("start.openEditor")}
              </Link>
            </Button>
          }
        >
          {t("start.notLiveText")}
        </Callout>
      ) : (
        <StartForm workflow={workflow} version={workflow.live_version} />
      )}
    </>
  );
}

function StartForm({ workflow, version }: { workflow: WorkflowDetail; version: number }) {
  const { t } = useTranslation("workflows");
  const navigate = useNavigate();
  const live = useWorkflowVersion(workflow.id, version);
  const start = useStartRun();
  return (
    <QueryView query={live}>
      {(data) => (
        <Card className="p-5 sm:p-6">
          <SchemaForm
            schema={data.graph?.input}
            error={start.error}
            onSubmit={(input) =>
              start.mutate(
                { workflowId: workflow.id, input },
                { onSuccess: (run) => void navigate({ to: "/runs/$id", params: { id: run.id } }) },
              )
            }
          >
            <div className="flex items-center justify-between gap-3 border-t border-line pt-4">
              <p className="text-caption text-muted">{t("start.version", { version })}</p>
              <Button
                kind="primary"
                type="submit"
                busy={start.isPending}
                icon={<Play size={16} aria-hidden />}
              >
                {t("start.submit")}
              </Button>
            </div>
          </SchemaForm>
        </Card>
      )}
    </QueryView>
  );
}
