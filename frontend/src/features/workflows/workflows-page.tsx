import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search, Workflow as WorkflowIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import type { Workflow } from "@/api/types";
import { useWorkflows } from "@/api/workflows";
import { NewWorkflowButton } from "@/parts/new-workflow";
import { QueryView } from "@/parts/query-view";
import { WorkflowTable } from "@/parts/workflow-table";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { SearchInput } from "@/ui/input";
import { Page, PageHeader } from "@/ui/page";
import { Select } from "@/ui/select";
import { ImportButton, WorkflowMenu } from "./workflow-menu";

export interface WorkflowFilter {
  q?: string;
  agent?: string;
  status?: string;
}

export function matches(workflow: Workflow, filter: WorkflowFilter): boolean {
  const live = workflow.live_version !== null;
  if (filter.status === "live" && !live) return false;
  if (filter.status === "draft" && live) return false;
  if (filter.agent && workflow.agent_id !== filter.agent) return false;
  const words = `${workflow.name} ${workflow.description}`.toLowerCase();
  return (filter.q ?? "")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

export function WorkflowsPage() {
  const { t } = useTranslation("workflows");
  const filter = useSearch({ from: "/app/workflows" });
  const navigate = useNavigate();
  const workflows = useWorkflows();
  const agents = useAgents();

  const set = (change: WorkflowFilter) => {
    const next = { ...filter, ...change };
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as WorkflowFilter;
    void navigate({ to: "/workflows", search, replace: true });
  };

  return (
    <Page>
      <PageHeader
        documentTitle={t("title")}
        title={t("title")}
        description={t("text")}
        actions={
          <>
            <Button asChild>
              <Link to="/templates">{t("templates")}</Link>
            </Button>
            <ImportButton />
            <NewWorkflowButton />
          </>
        }
      />
      <QueryView query={workflows}>
        {(page) => {
          if (page.items.length === 0) {
            return (
              <Card>
                <Empty
                  icon={WorkflowIcon}
                  title={t("empty.title")}
                  action={
                    <>
                      <Button asChild>
                        <Link to="/templates">{t("templates")}</Link>
                      </Button>
                      <NewWorkflowButton />
                    </>
                  }
                >
                  {t("empty.text")}
                </Empty>
              </Card>
            );
          }
          const shown = page.items.filter((w) => matches(w, filter));
          return (
            <Card>
              <div className="flex flex-wrap gap-2 border-b border-line p-3">
                <SearchInput
                  label={t("search")}
                  placeholder={t("search")}
                  icon={<Search size={15} />}
                  className="min-w-48 flex-1 sm:max-w-72"
                  value={filter.q ?? ""}
                  onChange={(e) => set({ q: e.target.value })}
                />
                <Select
                  aria-label={t("byStatus")}
                  className="w-40!"
                  value={filter.status ?? ""}
                  onChange={(status) => set({ status })}
                  choices={[
                    { value: "", label: t("anyStatus") },
                    { value: "live", label: t("live") },
                    { value: "draft", label: t("draft") },
                  ]}
                />
                <Select
                  aria-label={t("byAgent")}
                  className="w-48!"
                  value={filter.agent ?? ""}
                  onChange={(agent) => set({ agent })}
                  choices={[
                    { value: "", label: t("anyAgent") },
                    ...(agents.data?.items ?? []).map((a) => ({ value: a.id, label: a.name })),
                  ]}
                />
              </div>
              {shown.length === 0 ? (
                <Empty
                  icon={Search}
                  title={t("nothing")}
                  action={
                    <Button onClick={() => void navigate({ to: "/workflows", search: {} })}>
                      {t("clear")}
                    </Button>
                  }
                />
              ) : (
                <WorkflowTable
                  workflows={shown}
                  label={t("title")}
                  menu={(each) => <WorkflowMenu workflow={each} />}
                />
              )}
            </Card>
          );
        }}
      </QueryView>
    </Page>
  );
}
