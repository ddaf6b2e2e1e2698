/** One provider in the list: what it is, whether it works, and what can be done with it. */
import {
  ArrowUpToLine,
  Cloud,
  Cpu,
  House,
  MoreHorizontal,
  Pencil,
  PlugZap,
  Server,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChangeProvider, useDeleteProvider, useTryProvider } from "@/api/ai";
import type { ModelProvider } from "@/api/types";
import { formatAgo } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { changed } from "./draft";
import { Outcome } from "./outcome";

interface Props {
  provider: ModelProvider;
  mayManage: boolean;
  isFirst: boolean;
  onEdit: () => void;
}

export function ProviderItem({ provider, mayManage, isFirst, onEdit }: Props) {
  const { t } = useTranslation("settings");
  const own = provider.source === "company";
  const Icon = provider.source === "built-in" ? Cpu : provider.data_stays ? Server : Cloud;
  const change = useChangeProvider(provider.id);
  const test = useTryProvider(provider.id);
  const remove = useDeleteProvider(provider.id);
  const failed = test.error ?? change.error ?? remove.error;
  return (
    <li className="flex flex-col gap-3 border-t border-line px-5 py-4 first:border-t-0">
      <div className="flex items-start gap-3.5">
        <span
          className="flex size-10 shrink-0 items-center justify-center rounded-[10px] bg-soft text-accent"
          aria-hidden
        >
          <Icon size={20} />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-body font-semibold">
            <span className="wrap-anywhere">
              {provider.source === "built-in" ? t("models.builtIn") : provider.name}
            </span>
            {provider.answers_tasks && <Badge tone="accent">{t("models.answers")}</Badge>}
            {provider.data_stays && (
              <Badge tone="ok" icon={<House size={14} aria-hidden />}>
                {t("models.inHouse")}
              </Badge>
            )}
          </h3>
          <Facts provider={provider} />
          {own && <LastTest provider={provider} />}
        </div>
        {own && mayManage && (
          <div className="flex shrink-0 items-center gap-1.5">
            <Switch
              checked={provider.enabled}
              aria-label={t("models.use", { name: provider.name })}
              disabled={change.isPending}
              onChange={(enabled) => change.mutate(changed(provider, { enabled }))}
            />
            <More
              provider={provider}
              remove={remove}
              onEdit={onEdit}
              onTest={() => test.mutate({})}
              onFirst={isFirst ? null : () => change.mutate(changed(provider, { first: true }))}
            />
          </div>
        )}
      </div>
      {test.isPending && (
        <p role="status" className="text-ui text-muted">
          {t("models.testing")}
        </p>
      )}
      {failed && <ErrorPanel error={failed} compact />}
      {test.data && <Outcome result={test.data} />}
    </li>
  );
}

function Facts({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation("settings");
  if (provider.source === "built-in")
    return <p className="mt-0.5 text-ui text-muted text-pretty">{t("models.builtInText")}</p>;
  const facts = [
    provider.options.model || t("models.noModel"),
    provider.base_url,
    provider.last4 ? t("models.keyEnds", { last4: provider.last4 }) : null,
    provider.variable ? t("models.fromDeployment", { variable: provider.variable }) : null,
  ];
  return <p className="mt-0.5 text-ui text-muted wrap-anywhere">{facts.filter(Boolean).join(" · ")}</p>;
}

function LastTest({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation("settings");
  if (!provider.enabled) return <p className="mt-1 text-caption text-muted">{t("models.off")}</p>;
  if (provider.tested_ok === null)
    return <p className="mt-1 text-caption text-muted">{t("models.untested")}</p>;
  const when = formatAgo(provider.tested_at);
  return provider.tested_ok ? (
    <p className="mt-1 text-caption text-ok">{t("models.testedWell", { when })}</p>
  ) : (
    <p className="mt-1 text-caption text-err wrap-anywhere">
      {t("models.testedBadly", { when })} {provider.tested_note}
    </p>
  );
}

interface MoreProps {
  provider: ModelProvider;
  remove: ReturnType<typeof useDeleteProvider>;
  onEdit: () => void;
  onTest: () => void;
  onFirst: (() => void) | null;
}

function More({ provider, remove, onEdit, onTest, onFirst }: MoreProps) {
  const { t } = useTranslation("settings");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t("models.moreFor", { name: provider.name })} size="sm">
            <MoreHorizontal size={18} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={onEdit}>
          {t("models.edit")}
        </MenuItem>
        <MenuItem icon={<PlugZap size={16} aria-hidden />} onSelect={onTest}>
          {t("models.test")}
        </MenuItem>
        {onFirst && (
          <MenuItem icon={<ArrowUpToLine size={16} aria-hidden />} onSelect={onFirst}>
            {t("models.first")}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={() => setAsking(true)}>
          {t("models.delete")}
        </MenuItem>
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("models.sureTitle", { name: provider.name })}
        description={t("models.sureText")}
        confirmLabel={t("models.delete")}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => toast.done(t("models.deleted", { name: provider.name })),
            onSettled: () => setAsking(false),
          })
        }
        busy={remove.isPending}
        danger
      />
    </>
  );
}
