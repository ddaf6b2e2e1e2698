/** Icon tiles. Step types name a lucide icon; only those listed here are bundled, anything else gets the box. */
import {
  AlignLeft,
  Ban,
  Bell,
  Bot,
  Box,
  Braces,
  Brain,
  Calculator,
  Calendar,
  CircleCheck,
  CircleStop,
  CircleX,
  ClipboardCheck,
  Clock,
  Code,
  Database,
  FileSearch,
  FileText,
  FileUp,
  Filter,
  Gavel,
  GitBranch,
  Globe,
  Hand,
  Hourglass,
  Inbox,
  Link2,
  ListChecks,
  type LucideIcon,
  Mail,
  MessageCircleQuestion,
  MessageSquare,
  Octagon,
  OctagonX,
  Pencil,
  PenLine,
  Play,
  Plug,
  Radio,
  Receipt,
  Repeat,
  Repeat2,
  Reply,
  RotateCw,
  Search,
  Send,
  Shield,
  ShieldCheck,
  Sparkles,
  Split,
  Square,
  Table,
  Tag,
  Tags,
  TextSearch,
  TriangleAlert,
  Upload,
  UserCheck,
  Users,
  Variable,
  Webhook,
  Workflow,
  Zap,
} from "lucide-react";
import { cx } from "@/lib/cx";

const icons: Record<string, LucideIcon> = {
  "align-left": AlignLeft,
  ban: Ban,
  bell: Bell,
  bot: Bot,
  box: Box,
  braces: Braces,
  brain: Brain,
  calculator: Calculator,
  calendar: Calendar,
  "circle-check": CircleCheck,
  "circle-stop": CircleStop,
  "circle-x": CircleX,
  "clipboard-check": ClipboardCheck,
  clock: Clock,
  code: Code,
  database: Database,
  "file-search": FileSearch,
  "file-text": FileText,
  "file-up": FileUp,
  filter: Filter,
  gavel: Gavel,
  "git-branch": GitBranch,
  globe: Globe,
  hand: Hand,
  hourglass: Hourglass,
  inbox: Inbox,
  link: Link2,
  "list-checks": ListChecks,
  mail: Mail,
  "message-circle-question": MessageCircleQuestion,
  "message-square": MessageSquare,
  octagon: Octagon,
  "octagon-x": OctagonX,
  pencil: Pencil,
  "pen-line": PenLine,
  play: Play,
  plug: Plug,
  receipt: Receipt,
  radio: Radio,
  repeat: Repeat,
  "repeat-2": Repeat2,
  reply: Reply,
  "rotate-cw": RotateCw,
  search: Search,
  send: Send,
  shield: Shield,
  "shield-check": ShieldCheck,
  sparkles: Sparkles,
  split: Split,
  square: Square,
  table: Table,
  tag: Tag,
  tags: Tags,
  "text-search": TextSearch,
  "triangle-alert": TriangleAlert,
  upload: Upload,
  "user-check": UserCheck,
  users: Users,
  variable: Variable,
  webhook: Webhook,
  workflow: Workflow,
  zap: Zap,
};

/** Hue names match the `--hue-*` tokens. */
export type Hue = "trigger" | "agent" | "ai" | "logic" | "people" | "data" | "app";

const hueOfCategory: Record<string, Hue> = {
  ai: "ai",
  logic: "logic",
  people: "people",
  data: "data",
  app: "app",
  trigger: "trigger",
  agent: "agent",
};
const hueClass: Record<Hue, string> = {
  trigger: "text-(--hue-trigger) bg-(--hue-trigger)/15",
  agent: "text-(--hue-agent) bg-(--hue-agent)/15",
  ai: "text-(--hue-ai) bg-(--hue-ai)/15",
  logic: "text-(--hue-logic) bg-(--hue-logic)/15",
  people: "text-(--hue-people) bg-(--hue-people)/15",
  data: "text-(--hue-data) bg-(--hue-data)/15",
  app: "text-(--hue-app) bg-(--hue-app)/15",
};

export function iconNamed(name: string | null | undefined): LucideIcon {
  return icons[name ?? ""] ?? Box;
}

/** `category` as the step type says it ("ai", "logic", "people", "data", "app"), or a hue. */
export function IconTile({
  icon,
  category,
  size = 32,
  className,
}: {
  icon: string | LucideIcon;
  category: string;
  size?: 20 | 24 | 28 | 32 | 40 | 48;
  className?: string;
}) {
  const Icon = typeof icon === "string" ? iconNamed(icon) : icon;
  return (
    <span
      aria-hidden
      style={{ width: size, height: size }}
      className={cx(
        "inline-flex shrink-0 items-center justify-center",
        size >= 40 ? "rounded-[10px]" : "rounded-control",
        hueClass[hueOfCategory[category] ?? "app"],
        className,
      )}
    >
      <Icon size={Math.round(size * 0.54)} strokeWidth={2} />
    </span>
  );
}

/** Icon and category of a step known only by its type name (used where the list of step types is not at hand). */
export function looksOfType(type: string): { icon: string; category: string } {
  const exact: Record<string, { icon: string; category: string }> = {
    "ai.extract": { icon: "file-search", category: "ai" },
    "ai.classify": { icon: "tags", category: "ai" },
    "ai.summarise": { icon: "align-left", category: "ai" },
    "ai.answer": { icon: "message-circle-question", category: "ai" },
    "ai.rewrite": { icon: "pen-line", category: "ai" },
    "ai.translate": { icon: "globe", category: "ai" },
    "ai.prompt": { icon: "message-square", category: "ai" },
    "http.request": { icon: "globe", category: "app" },
    set: { icon: "variable", category: "data" },
    branch: { icon: "split", category: "logic" },
    approval: { icon: "user-check", category: "people" },
    notify: { icon: "bell", category: "people" },
    stop: { icon: "circle-stop", category: "logic" },
    fail: { icon: "octagon-x", category: "logic" },
    for_each: { icon: "repeat-2", category: "logic" },
    repeat: { icon: "rotate-cw", category: "logic" },
    try: { icon: "shield", category: "logic" },
    wait: { icon: "hourglass", category: "logic" },
    wait_for_event: { icon: "radio", category: "logic" },
    respond: { icon: "reply", category: "logic" },
    code: { icon: "code", category: "logic" },
    subworkflow: { icon: "workflow", category: "logic" },
    "agent.run": { icon: "bot", category: "ai" },
    "agent.think": { icon: "brain", category: "ai" },
    "agent.call": { icon: "plug", category: "ai" },
  };
  return (
    exact[type] ??
    (type.startsWith("ai.") ? { icon: "sparkles", category: "ai" } : { icon: "box", category: "app" })
  );
}
