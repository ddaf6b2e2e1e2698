/** What an agent can be given as a tool, and the names people know those by. */
import { Bot, Box, UserCheck, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useStepTypes, useWorkflows } from "@/api/workflows";
import type { Choice } from "@/ui/select";

/** Every tool there is: asking a person, live workflows, other agents, steps that do something. */
export function useToolChoices(except?: string): Choice[] {
  const { t } = useTranslation("agents");
  const workflows = useWorkflows();
  const agents = useAgents();
  const types = useStepTypes();
  const live = workflows.data?.items.filter((each) => each.live_version !== null) ?? [];
  const others = agents.data?.items.filter((each) => each.id !== except && each.status !== "retired") ?? [];
  const steps = types.data?.items.filter((each) => each.tool) ?? [];
  return [
    { value: "person", label: t("tool.person"), icon: <UserCheck size={15} aria-hidden /> },
    ...live.map((each) => ({
      value: `workflow:${each.id}`,
      label: t("tool.workflow", { name: each.name }),
      icon: <Workflow size={15} aria-hidden />,
    })),
    ...others.map((each) => ({
      value: `agent:${each.id}`,
      label: t("tool.agent", { name: each.name }),
      icon: <Bot size={15} aria-hidden />,
    })),
    ...steps.map((each) => ({
      value: `step:${each.type}`,
      label: each.name,
      icon: <Box size={15} aria-hidden />,
    })),
  ];
}

/** The name of a tool; what is gone is called by what it was stored as. */
export function toolLabel(choices: readonly Choice[], name: string): string {
  return choices.find((each) => each.value === name || each.value === `step:${name}`)?.label ?? name;
}
