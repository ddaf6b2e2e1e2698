/** Settings → Model aliases: names for "the model that fits", what stands behind each, and a question to try it. */
import { Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelProviders } from "@/api/ai";
import { type Alias, useAliases, useDeleteAlias } from "@/api/aliases";
import { useMoney } from "@/api/metering";
import { useMay } from "@/api/session";
import { formatNumber } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { AliasDialog } from "./dialog";
import { TryDialog } from "./try";

export default function AliasesSection() {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const aliases = useAliases();
  const mayManage = useMay("ai.manage");
  const [editing, setEditing] = useState<Alias | "new" | null>(null);
  const add = mayManage && (
    <Button kind="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEditing("new")}>
      {t("add")}
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      <QueryView query={aliases}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon={Waypoints} title={t("none")} action={add}>
                {t("noneText")}
              </Empty>
            </Card>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="max-w-prose flex-1 basis-72 text-ui text-pretty text-muted">{t("text")}</p>
                {add}
              </div>
              <ul className="flex flex-col gap-3">
                {page.items.map((alias) => (
                  <li key={alias.name}>
                    <AliasCard alias={alias} onEdit={() => setEditing(alias)} mayManage={mayManage} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
      {editing && <AliasDialog alias={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function AliasCard({ alias, onEdit, mayManage }: { alias: Alias; onEdit: () => void; mayManage: boolean }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const [open, setOpen] = useState<"delete" | "try" | null>(null);
  const remove = useDeleteAlias();
  const fail = useProblemToast();
  const go = () => remove.mutate(alias.name, { onError: fail, onSettled: () => setOpen(null) });
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-section font-semibold break-words">{alias.name}</h2>
          {alias.description && <p className="text-ui text-muted">{alias.description}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setOpen("try")} aria-label={t("tryOf", { name: alias.name })}>
            {t("try.open")}
          </Button>
          {mayManage && (
            <>
              <Button size="sm" onClick={onEdit} aria-label={t("editOf", { name: alias.name })}>
                {t("edit")}
              </Button>
              <Button
                size="sm"
                onClick={() => setOpen("delete")}
                aria-label={t("deleteOf", { name: alias.name })}
              >
                {t("delete")}
              </Button>
            </>
          )}
        </div>
      </div>
      <Targets alias={alias} />
      <Rules alias={alias} />
      {open === "try" && <TryDialog alias={alias} onClose={() => setOpen(null)} />}
      <Confirm
        open={open === "delete"}
        onOpenChange={(shown) => !shown && setOpen(null)}
        title={t("sureTitle", { name: alias.name })}
        description={t("sureText")}
        confirmLabel={t("delete")}
        onConfirm={go}
        busy={remove.isPending}
        danger
      />
    </Card>
  );
}

function Targets({ alias }: { alias: Alias }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const providers = useModelProviders().data?.items;
  const whole = alias.targets.reduce((sum, each) => sum + (each.weight ?? 1), 0);
  return (
    <ol className="flex flex-col gap-1.5">
      {alias.targets.map((target, place) => {
        const provider = providers?.find((each) => each.id === target.provider_id);
        const share = Math.round(((target.weight ?? 1) / whole) * 100);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the same model may stand at two places
            key={place}
            className="flex flex-wrap items-baseline gap-x-3 text-ui"
          >
            <span className="w-10 text-caption text-muted tabular">
              {alias.balance === "weight" ? `${share} %` : `${place + 1}.`}
            </span>
            <span className="font-medium break-all">{target.model}</span>
            <span className="text-muted">
              {provider?.name ?? (providers ? t("gone") : "")}
              {target.region && ` · ${target.region}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Rules({ alias }: { alias: Alias }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const money = useMoney();
  const rules = [
    alias.private && t("rule.private"),
    alias.region && t("rule.region", { region: alias.region }),
    alias.max_cost !== null && t("rule.cost", { money: money(alias.max_cost) }),
    alias.hedge_after_ms !== null && t("rule.hedge", { ms: formatNumber(alias.hedge_after_ms, 0) }),
    alias.fall_back_on.length === 0 && t("rule.noFallback"),
  ].filter((rule) => typeof rule === "string");
  if (rules.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {rules.map((rule) => (
        <li key={rule}>
          <Badge>{rule}</Badge>
        </li>
      ))}
    </ul>
  );
}
