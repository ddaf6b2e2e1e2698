/** Starting, pausing and retiring an agent; a draft can be deleted. */
import { useNavigate } from "@tanstack/react-router";
import { Archive, ChevronDown, CirclePause, CirclePlay, Copy, Trash2, UserRoundCog } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteAgent, useDuplicateAgent, useSetAgentStatus } from "@/api/agents";
import type { Agent, AgentStatus } from "@/api/types";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { HandOverDialog } from "./hand-over";

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
  const copy = useDuplicateAgent();
  const [asking, setAsking] = useState<"delete" | "retired" | "owner" | null>(null);

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

  const duplicate = () =>
    copy.mutate(agent.id, {
      onSuccess: (made) => {
        toast.done(t("duplicated", { name: made.name }));
        void navigate({ to: "/agents/$id", params: { id: made.id } });
      },
      onError: fail,
    });
  const more = (
    <>
      <MenuItem icon={<Copy size={16} aria-hidden />} onSelect={duplicate}>
        {t("do.duplicate")}
      </MenuItem>
      <MenuItem icon={<UserRoundCog size={16} aria-hidden />} onSelect={() => setAsking("owner")}>
        {t("do.handOver")}
      </MenuItem>
    </>
  );
  const handOver = asking === "owner" && <HandOverDialog agent={agent} onClose={() => setAsking(null)} />;

  if (agent.status === "draft") {
    return (
      <>
        {handOver}
        <Menu
          label={t("more")}
          trigger={
            <Button>
              {t("more")}
              <ChevronDown size={15} aria-hidden />
            </Button>
          }
        >
          {more}
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={() => setAsking("delete")}>
            {t("delete")}
          </MenuItem>
        </Menu>
        <Button
          kind="primary"
          busy={change.isPending}
          icon={<CirclePlay size={16} aria-hidden />}
          onClick={() => set("active")}
        >
          {t("do.active")}
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
  return (
    <>
      {handOver}
      <Menu
        label={t("more")}
        trigger={
          <Button busy={change.isPending}>
            {t("more")}
            <ChevronDown size={15} aria-hidden />
          </Button>
        }
      >
        {more}
        {next.length > 0 && <MenuSeparator />}
        {next.map((status) => {
          const Icon = icons[status];
          return (
            <MenuItem
              key={status}
              icon={<Icon size={16} aria-hidden />}
              danger={status === "retired"}
              onSelect={() => (status === "retired" ? setAsking("retired") : set(status))}
            >
              {t(`do.${status}`)}
            </MenuItem>
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
