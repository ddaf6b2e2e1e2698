/** One trigger: what it does, whether it is on, when it fired, where it is reached, and what went wrong last. */
import { Link } from "@tanstack/react-router";
import { Ellipsis, ExternalLink, FlaskConical, KeyRound, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { useSchedulePreview, useSwitchTrigger } from "@/api/triggers";
import type { ScheduleSettings, Trigger } from "@/api/types";
import { formatAgo, formatDateTime } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { CopyButton } from "@/ui/copy";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";
import { IconTile } from "@/ui/step-icon";
import { Switch } from "@/ui/switch";
import { settingsOf } from "./model";
import { type Question, TriggerQuestion } from "./questions";
import { kindIcons, timeInZone } from "./words";

interface TriggerRowProps {
  trigger: Trigger;
  words: string;
  onEdit: () => void;
  onTry: () => void;
}

export function TriggerRow({ trigger, words, onEdit, onTry }: TriggerRowProps) {
  const { t } = useTranslation("triggers");
  const mayWrite = useMay("workflow.write");
  const change = useSwitchTrigger(trigger.workflow_id);
  const fail = useProblemToast();
  const settings = settingsOf(trigger);
  const kindName = t(`kind.${trigger.kind}.name`);
  return (
    <li className="flex flex-col gap-3 px-5 py-4">
      <div className="flex items-start gap-3">
        <IconTile icon={kindIcons[trigger.kind]} category="trigger" size={40} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h2 className="font-semibold text-body [overflow-wrap:anywhere]">{trigger.name}</h2>
            {trigger.name !== kindName && <Badge>{kindName}</Badge>}
            {trigger.version !== null && (
              <Badge tone="accent">{t("list.pinned", { version: trigger.version })}</Badge>
            )}
            {!trigger.enabled && <Badge tone="warn">{t("list.off")}</Badge>}
          </div>
          <p className="text-muted text-ui [overflow-wrap:anywhere]">{words}</p>
          <Fired trigger={trigger} />
        </div>
        <Switch
          aria-label={t("list.switch", { name: trigger.name })}
          checked={trigger.enabled}
          disabled={!mayWrite}
          onChange={(enabled) => change.mutate({ id: trigger.id, enabled }, { onError: fail })}
        />
        {mayWrite && <RowMenu trigger={trigger} onEdit={onEdit} onTry={onTry} />}
      </div>
      {(trigger.kind === "webhook" || trigger.kind === "form") && <Address trigger={trigger} />}
      {settings.kind === "schedule" && trigger.enabled && <NextTimes settings={settings} />}
      {trigger.problem && (
        <Callout tone="warn" title={trigger.problem.title}>
          <span className="[overflow-wrap:anywhere]">{trigger.problem.detail}</span>{" "}
          <time
            dateTime={trigger.problem.at}
            title={formatDateTime(trigger.problem.at)}
            className="text-muted"
          >
            {t("list.problemAt", { ago: formatAgo(trigger.problem.at) })}
          </time>
        </Callout>
      )}
    </li>
  );
}

function Fired({ trigger }: { trigger: Trigger }) {
  const { t } = useTranslation("triggers");
  if (trigger.fired === 0) return <p className="text-caption text-muted">{t("list.never")}</p>;
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-caption text-muted tabular">
      {t("list.fired", { count: trigger.fired })}
      {trigger.last_fired_at && (
        <time
          dateTime={trigger.last_fired_at}
          title={formatDateTime(trigger.last_fired_at)}
          className="whitespace-nowrap before:mr-1.5 before:content-['·']"
        >
          {t("list.last", { ago: formatAgo(trigger.last_fired_at) })}
        </time>
      )}
      {trigger.last_run_id && (
        <Link
          to="/runs/$id"
          params={{ id: trigger.last_run_id }}
          className="inline-flex min-h-6 items-center font-medium text-accent hover:underline"
        >
          {t("list.openRun")}
        </Link>
      )}
    </p>
  );
}

function RowMenu({ trigger, onEdit, onTry }: Omit<TriggerRowProps, "words">) {
  const { t } = useTranslation("triggers");
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <>
      <Menu
        trigger={
          <IconButton size="sm" label={t("list.more", { name: trigger.name })}>
            <Ellipsis size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={onEdit}>
          {t("list.edit")}
        </MenuItem>
        <MenuItem icon={<FlaskConical size={16} aria-hidden />} onSelect={onTry}>
          {t("list.try")}
        </MenuItem>
        <MenuSeparator />
        {trigger.url !== null && (
          <MenuItem icon={<RefreshCw size={16} aria-hidden />} onSelect={() => setQuestion("address")}>
            {t("list.newAddress")}
          </MenuItem>
        )}
        {trigger.has_secret && (
          <MenuItem icon={<KeyRound size={16} aria-hidden />} onSelect={() => setQuestion("secret")}>
            {t("list.newSecret")}
          </MenuItem>
        )}
        <MenuItem danger icon={<Trash2 size={16} aria-hidden />} onSelect={() => setQuestion("delete")}>
          {t("list.delete")}
        </MenuItem>
      </Menu>
      <TriggerQuestion trigger={trigger} question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function Address({ trigger }: { trigger: Trigger }) {
  const { t } = useTranslation("triggers");
  if (trigger.url === null) return <p className="text-caption text-muted">{t("list.addressHidden")}</p>;
  const address = `${location.origin}${trigger.url}`;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex min-w-0 flex-1 items-center gap-1 rounded-control border border-line bg-surface-2 py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-caption" title={address}>
          {address}
        </code>
        <CopyButton text={address} label={t("list.copyAddress")} />
      </div>
      {trigger.kind === "form" && trigger.enabled && (
        <Button size="sm" asChild>
          <a href={trigger.url} target="_blank" rel="noreferrer">
            <ExternalLink size={14} aria-hidden />
            {t("list.openForm")}
          </a>
        </Button>
      )}
    </div>
  );
}

function NextTimes({ settings }: { settings: ScheduleSettings }) {
  const { t, i18n } = useTranslation("triggers");
  const preview = useSchedulePreview(settings.cron, settings.timezone, 3);
  const times = preview.data?.next ?? [];
  if (preview.isSuccess && times.length === 0)
    return <p className="text-caption text-warn">{t("schedule.neverDue")}</p>;
  return (
    <p className="flex min-h-6 flex-wrap items-center gap-1.5 text-caption text-muted">
      <span>{t("list.next")}</span>
      {times.map((at) => (
        <time key={at} dateTime={at} className="rounded-full bg-neutral-soft px-2 py-0.5 text-text tabular">
          {timeInZone(at, settings.timezone, i18n.language)}
        </time>
      ))}
    </p>
  );
}
