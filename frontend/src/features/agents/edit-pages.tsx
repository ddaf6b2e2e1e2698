import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgent, useCreateAgent, useUpdateAgent } from "@/api/agents";
import type { Agent, AgentInput, AgentTemplate } from "@/api/types";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { SkeletonCards } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { AgentForm, emptyAgent } from "./agent-form";
import { BeginWithRole } from "./begin";

/** A template's agent with everything filled in that it leaves to defaults. */
const inputOfTemplate = ({ agent }: AgentTemplate): AgentInput => ({ ...emptyAgent, ...agent }) as AgentInput;

export function NewAgentPage() {
  const { t } = useTranslation("agents");
  const navigate = useNavigate();
  const create = useCreateAgent();
  const [template, setTemplate] = useState<AgentTemplate | null | undefined>();
  return (
    <Page width="narrow">
      <PageHeader
        documentTitle={t("new")}
        title={t("new")}
        description={t("newText")}
        back={
          <Link to="/agents" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
      />
      {template === undefined ? (
        <BeginWithRole onChoose={setTemplate} />
      ) : (
        <>
          {template && (
            <Callout
              tone="plain"
              className="mb-5"
              actions={
                <Button size="sm" onClick={() => setTemplate(undefined)}>
                  {t("begin.other")}
                </Button>
              }
            >
              {t("begin.chosen", { role: template.agent.role })}
            </Callout>
          )}
          <AgentForm
            key={template?.key}
            initial={template ? inputOfTemplate(template) : emptyAgent}
            submitLabel={t("create")}
            busy={create.isPending}
            error={create.error}
            onCancel={() => void navigate({ to: "/agents" })}
            onSubmit={(input) =>
              create.mutate(input, {
                onSuccess: (agent) => {
                  toast.done(t("created", { name: agent.name }));
                  void navigate({ to: "/agents/$id", params: { id: agent.id } });
                },
              })
            }
          />
        </>
      )}
    </Page>
  );
}

export function EditAgentPage() {
  const { id } = useParams({ from: "/app/agents/$id/edit" });
  const agent = useAgent(id);
  return (
    <Page width="narrow">
      <QueryView query={agent} loading={<SkeletonCards />}>
        {(data) => <EditAgent key={data.id} agent={data} />}
      </QueryView>
    </Page>
  );
}

function EditAgent({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const navigate = useNavigate();
  const update = useUpdateAgent(agent.id);
  const back = () => void navigate({ to: "/agents/$id", params: { id: agent.id } });
  return (
    <>
      <PageHeader
        documentTitle={t("editNamed", { name: agent.name })}
        title={t("editNamed", { name: agent.name })}
        description={t("editText", { version: agent.version + 1 })}
        back={
          <Link to="/agents/$id" params={{ id: agent.id }} className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {agent.name}
          </Link>
        }
      />
      <AgentForm
        agentId={agent.id}
        initial={agent}
        submitLabel={t("save")}
        busy={update.isPending}
        error={update.error}
        onCancel={back}
        onSubmit={(input) =>
          update.mutate(
            { input, version: agent.version },
            {
              onSuccess: (saved) => {
                toast.done(t("saved", { version: saved.version }));
                back();
              },
            },
          )
        }
      />
    </>
  );
}
