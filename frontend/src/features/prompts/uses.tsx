/** Who uses a prompt: the prompts that contain it, and whoever has had answers made by it. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAgentNames } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { type Use, usePromptUses } from "@/api/prompts";
import { useWorkflows } from "@/api/workflows";
import { formatAgo, formatNumber } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Card, CardHeader } from "@/ui/card";
import { rowLinkClass, Table, Td, Th, Thead, Tr } from "@/ui/table";

export function Uses({ name }: { name: string }) {
  const { t } = useTranslation("prompts");
  const uses = usePromptUses(name);
  return (
    <Card>
      <CardHeader title={t("uses.title")} description={t("uses.text")} />
      <QueryView query={uses} className="m-5 mt-0">
        {(page) =>
          page.items.length === 0 ? (
            <p className="px-5 pb-5 text-ui text-muted">{t("uses.none")}</p>
          ) : (
            <Table label={t("uses.title")}>
              <Thead>
                <Th>{t("uses.who")}</Th>
                <Th>{t("uses.where")}</Th>
                <Th numeric>{t("usage.calls")}</Th>
                <Th numeric>{t("versions.number")}</Th>
                <Th>{t("uses.last")}</Th>
              </Thead>
              <tbody>
                {page.items.map((use) => (
                  <Tr
                    key={[use.kind, use.workflow_id, use.agent_id, use.step, use.user_id, use.prompt].join()}
                  >
                    <Td>
                      <Who use={use} />
                    </Td>
                    <Td>{use.step || "—"}</Td>
                    <Td numeric>{use.calls ? formatNumber(use.calls, 0) : "—"}</Td>
                    <Td numeric>{use.last_version}</Td>
                    <Td className="whitespace-nowrap">{use.last_at ? formatAgo(use.last_at) : "—"}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Card>
  );
}

function Who({ use }: { use: Use }) {
  const { t } = useTranslation("prompts");
  const agents = useAgentNames();
  const people = useMemberNames();
  const workflow = useWorkflows().data?.items.find((each) => each.id === use.workflow_id);
  if (use.kind === "prompt")
    return (
      <Link to="/prompts/{-$name}" params={{ name: use.prompt }} className={rowLinkClass}>
        {t("uses.prompt", { name: use.prompt })}
      </Link>
    );
  if (use.kind === "workflow")
    return workflow ? (
      <Link to="/workflows/$id" params={{ id: use.workflow_id }} className={rowLinkClass}>
        {t("uses.workflow", { name: workflow.name })}
      </Link>
    ) : (
      t("uses.workflow", { name: use.workflow_id })
    );
  if (use.kind === "agent") return t("uses.agent", { name: agents(use.agent_id) ?? use.agent_id });
  return t("uses.person", { name: people(use.user_id) ?? "—" });
}
