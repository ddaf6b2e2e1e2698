/** Small labels. A status is always colour + icon + word, so that it never depends on colour alone. */
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Hourglass,
  Loader2,
  type LucideIcon,
  Pencil,
  Radio,
  SkipForward,
  Sparkles,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";

export type Tone = "ok" | "warn" | "err" | "run" | "neutral" | "accent";

const tones: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  err: "bg-err-soft text-err",
  run: "bg-run-soft text-run",
  neutral: "bg-neutral-soft text-muted",
  accent: "bg-soft text-accent",
};

export function Badge({
  tone = "neutral",
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-caption font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** Every status word of runs, steps, agents, workflows and approvals, with its look. */
export const statusLooks: Record<string, { tone: Tone; icon: LucideIcon; spin?: boolean }> = {
  queued: { tone: "neutral", icon: CircleDashed },
  running: { tone: "run", icon: Loader2, spin: true },
  waiting: { tone: "warn", icon: Hourglass },
  succeeded: { tone: "ok", icon: CircleCheck },
  failed: { tone: "err", icon: CircleX },
  cancelled: { tone: "neutral", icon: Ban },
  skipped: { tone: "neutral", icon: SkipForward },
  draft: { tone: "neutral", icon: Pencil },
  active: { tone: "ok", icon: Sparkles },
  paused: { tone: "warn", icon: CirclePause },
  retired: { tone: "neutral", icon: Ban },
  live: { tone: "ok", icon: Radio },
  decided: { tone: "ok", icon: CircleCheck },
};

export function useStatusWord(): (status: string) => string {
  const { t } = useTranslation("ui");
  return (status) => (status in statusLooks ? t(`status.${status}`) : status);
}

export function Status({
  status,
  suffix,
  className,
}: {
  status: string;
  suffix?: ReactNode;
  className?: string;
}) {
  const word = useStatusWord();
  const look = statusLooks[status] ?? { tone: "neutral" as const, icon: CircleDashed };
  const Icon = look.icon;
  return (
    <Badge
      tone={look.tone}
      {...(className ? { className } : {})}
      icon={
        <Icon size={14} aria-hidden className={look.spin ? "animate-spin motion-reduce:animate-none" : ""} />
      }
    >
      {word(status)}
      {suffix}
    </Badge>
  );
}

const toneText: Record<Tone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  err: "text-err",
  run: "text-run",
  neutral: "text-muted",
  accent: "text-accent",
};
export function StatusIcon({ status, size = 16 }: { status: string; size?: number }) {
  const word = useStatusWord();
  const look = statusLooks[status] ?? { tone: "neutral" as const, icon: CircleDashed };
  const Icon = look.icon;
  return (
    <Icon
      size={size}
      role="img"
      aria-label={word(status)}
      className={cx("shrink-0", toneText[look.tone], look.spin && "animate-spin motion-reduce:animate-none")}
    />
  );
}
