/** The main places of the application, in the order of the rail. */
import {
  Bot,
  ChartNoAxesColumn,
  FileText,
  House,
  Inbox,
  LayoutTemplate,
  type LucideIcon,
  MessageSquare,
  Play,
  Settings,
  Workflow,
} from "lucide-react";

export interface Place {
  to:
    | "/"
    | "/agents"
    | "/workflows"
    | "/runs"
    | "/inbox"
    | "/knowledge"
    | "/insights"
    | "/templates"
    | "/prompts/{-$name}"
    | "/settings/{-$section}";
  key: string;
  icon: LucideIcon;
  permission?: string;
  /** Not in the bar at the bottom of a narrow screen, which has room for five. */
  railOnly?: true;
}

export const places: readonly Place[] = [
  { to: "/", key: "home", icon: House },
  { to: "/agents", key: "agents", icon: Bot, permission: "agent.read" },
  { to: "/workflows", key: "workflows", icon: Workflow, permission: "workflow.read" },
  { to: "/runs", key: "runs", icon: Play, permission: "run.read" },
  { to: "/inbox", key: "inbox", icon: Inbox, permission: "approval.read" },
  {
    to: "/knowledge",
    key: "knowledge",
    icon: FileText,
    permission: "knowledge.read",
    railOnly: true,
  },
  { to: "/insights", key: "insights", icon: ChartNoAxesColumn, permission: "run.read" },
  {
    to: "/templates",
    key: "templates",
    icon: LayoutTemplate,
    permission: "workflow.read",
    railOnly: true,
  },
  { to: "/prompts/{-$name}", key: "prompts", icon: MessageSquare, permission: "ai.use", railOnly: true },
  { to: "/settings/{-$section}", key: "settings", icon: Settings, railOnly: true },
];
