/** What an approval and an uncertain effect have in common: where the question comes from, and the word somebody gave. */
import { Link } from "@tanstack/react-router";
import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import { formatAgo, formatDateTime } from "@/lib/format";
import { Callout } from "@/ui/callout";
import { IconTile } from "@/ui/step-icon";

interface QuestionHeadProps {
  icon: string;
  title: string;
  status: ReactNode;
  asked: { workflow_name: string; created_at: string; run_id: string };
  /** The step to open in the run. */
  step?: string;
  actions?: ReactNode;
}

export function QuestionHead({ icon, title, status, asked, step, actions }: QuestionHeadProps) {
  const { t } = useTranslation("inbox");
  return (
    <header className="flex items-start gap-3">
      <IconTile icon={icon} category="people" size={48} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-balance font-semibold text-title tracking-tight">{title}</h2>
          {status}
        </div>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-muted text-ui">
          <span>{asked.workflow_name}</span>
          <span aria-hidden>·</span>
          <time dateTime={asked.created_at} title={formatDateTime(asked.created_at)}>
            {t("asked", { ago: formatAgo(asked.created_at) })}
          </time>
          <Link
            to="/runs/$id"
            params={{ id: asked.run_id }}
            search={step === undefined ? {} : { step }}
            className="inline-flex min-h-6 items-center gap-0.5 font-medium text-accent hover:underline"
          >
            {t("openRun")}
            <ArrowUpRight size={14} aria-hidden />
          </Link>
        </p>
      </div>
      {actions}
    </header>
  );
}

interface GivenWordProps {
  title: ReactNode;
  by: string | null;
  at: string | null;
  comment: string | null;
}

export function GivenWord({ title, by, at, comment }: GivenWordProps) {
  const { t } = useTranslation("inbox");
  const name = useMemberNames()(by) ?? t("someone");
  return (
    <Callout tone="plain" title={title}>
      <p className="text-muted">{t("by", { name, when: formatDateTime(at) })}</p>
      {comment && <p className="mt-1 whitespace-pre-wrap">“{comment}”</p>}
    </Callout>
  );
}
