/** An agent's face: a robot on the agent hue, dimmed when it does not work. */
import { Bot } from "lucide-react";
import type { AgentStatus } from "@/api/types";
import { IconTile } from "@/ui/step-icon";

export function AgentAvatar({ status, size = 40 }: { status: AgentStatus; size?: 28 | 32 | 40 | 48 }) {
  return (
    <IconTile
      icon={Bot}
      category="agent"
      size={size}
      className={status === "active" ? "" : "opacity-70 grayscale"}
    />
  );
}
