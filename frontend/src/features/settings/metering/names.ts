/** What the ids of a group of usage are called. */
import { useTranslation } from "react-i18next";
import { useAgentNames } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import type { Dimension } from "@/api/metering";
import { useWorkflows } from "@/api/workflows";

/** The name of an agent, workflow, person or model; an id whose bearer is gone stays what it is. */
export function useGroupNames(by: Dimension): (id: string) => string {
  const { t } = useTranslation("metering");
  const agents = useAgentNames();
  const people = useMemberNames();
  const workflows = new Map(useWorkflows().data?.items.map((each) => [each.id, each.name]));
  return (id) => {
    if (!id) return by === "model" ? t("usage.local") : t("usage.nobody");
    if (by === "agent") return agents(id) ?? id;
    if (by === "user") return people(id) ?? id;
    return by === "workflow" ? (workflows.get(id) ?? id) : id;
  };
}
