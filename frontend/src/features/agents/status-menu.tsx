/** Starting, pausing and retiring an agent; a draft can be deleted. */
import { useNavigate } from "@tanstack/react-router";
import { Archive, ChevronDown, CirclePause, CirclePlay, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteAgent, useSetAgentStatus } from "@/api/agents";
import type { Agent, AgentStatus } from "@/api/types";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export const nextStatuses: Record<AgentStatus, readonly AgentStatus[]> = {
  draft: ["active"],
  active: ["paused", "retired"],
  paused: ["active", "retired"],
  retired: [],
};
const icons = { active: CirclePlay, paused: CirclePause, retired: Archive, draft: CirclePause };

export function StatusMenu({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const { t: tu } = useTranslation("ui");
  const navigate = useNavigate();
  const fail = useProblemToast();
  const change = useSetAgentStatus();
  const remove = useDeleteAgent();
  const [asking, setAsking] = useState<"delete" | "retired" | null>(null);

  const set = (status: AgentStatus) =>
    change.mutate(
      { id: agent.id, status },
      {
        onSuccess: () => toast.done(t("statusChanged", { name: agent.name, status: tu(`status.${status}`) })),
        onError: fail,
        onSettled: () => setAsking(null),
      },
    );
  const destroy = () =>
    remove.mutate(agent.id, {
      onSuccess: () => {
        toast.done(t("deleted", { name: agent.name }));
        void navigate({ to: "/agents" });
      },
      onError: fail,
      onSettled: () => setAsking(null),
    });

  if (agent.status === "draft") {
    return (
      <>
        <Button
          kind="primary"
          busy={change.isPending}
          icon={<CirclePlay size={16} aria-hidden />}
          onClick={() => set("active")}
        >
          {t("do.active")}
        </Button>
        <Button kind="danger" icon={<Trash2 size={15} aria-hidden />} onClick={() => setAsking("delete")}>
          {t("delete")}
        </Button>
        <Confirm
          open={asking === "delete"}
          onOpenChange={(open) => !open && setAsking(null)}
          title={t("deleteAsk.title", { name: agent.name })}
          description={t("deleteAsk.text")}
          confirmLabel={t("delete")}
          onConfirm={destroy}
          busy={remove.isPending}
          danger
        />
      </>
    );
  }
  const next = nextStatuses[agent.status];
  if (next.length === 0) return null;
  return (
    <>
      <Menu
        label={t("changeStatus")}
        trigger={
          <Button busy={change.isPending}>
            {t("changeStatus")}
            <ChevronDown size={15} aria-hidden />
          </Button>
        }
      >
        {next.map((status) => {
          const Icon = icons[status];
          return (
            <div key={status}>
              {status === "retired" && <MenuSeparator />}
              <MenuItem
                icon={<Icon size={16} aria-hidden />}
                danger={status === "retired"}
                onSelect={() => (status === "retired" ? setAsking("retired") : set(status))}
              >
                {t(`do.${status}`)}
              </MenuItem>
            </div>
          );
        })}
      </Menu>
      <Confirm
        open={asking === "retired"}
        onOpenChange={(open) => !open && setAsking(null)}
        title={t("retireAsk.title", { name: agent.name })}
        description={t("retireAsk.text")}
        confirmLabel={t("do.retired")}
        onConfirm={() => set("retired")}
        busy={change.isPending}
        danger
      />
    </>
  );
}
