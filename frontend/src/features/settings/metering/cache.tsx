/** Answers that are given again: how many, what that saved, how they are kept, and how to forget them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type CachePolicy,
  type CacheState,
  useCache,
  useClearCache,
  useMoney,
  useSavePolicy,
} from "@/api/metering";
import { useMay } from "@/api/session";
import { formatBytes, formatNumber, formatPercent } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

const modes = ["exact", "always", "off"] as const;
const usual: CachePolicy = { alias: "*", mode: "exact", seconds: 86_400, semantic: null };
/** How alike questions must be where meaning is enough; names, numbers and denials in them must agree besides. */
const alike = 0.92;

export function CachePanel() {
  const { t } = useTranslation("metering");
  const cache = useCache();
  return (
    <Card>
      <CardHeader title={t("cache.title")} description={t("cache.text")} />
      <div className="flex flex-col gap-4 px-5 pb-5">
        <QueryView query={cache}>{(state) => <Kept state={state} />}</QueryView>
      </div>
    </Card>
  );
}

function Kept({ state }: { state: CacheState }) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const facts = [
    { key: "rate", value: state.answers ? formatPercent(state.hits / state.answers) : "–" },
    { key: "saved", value: money(state.saved) },
    { key: "entries", value: `${formatNumber(state.entries, 0)} · ${formatBytes(state.bytes)}` },
  ] as const;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {facts.map((fact) => (
          <div key={fact.key} className="rounded-menu border border-line px-4 py-3">
            <dt className="text-caption text-muted">{t(`cache.${fact.key}`)}</dt>
            <dd className="mt-0.5 text-section font-semibold tabular">{fact.value}</dd>
          </div>
        ))}
      </dl>
      <PolicyForm policy={state.items.find((each) => each.alias === "*") ?? usual} />
    </>
  );
}

function PolicyForm({ policy }: { policy: CachePolicy }) {
  const { t } = useTranslation("metering");
  const mayManage = useMay("ai.manage");
  const save = useSavePolicy();
  const change = (more: Partial<CachePolicy>) =>
    save.mutate({ ...policy, ...more }, { onSuccess: () => toast.done(t("saved")) });
  return (
    <>
      {save.error && <ErrorPanel error={save.error} compact />}
      <Field label={t("cache.mode")} help={t(`cache.modeHelp.${policy.mode}`)} className="max-w-sm">
        {(c) => (
          <Select
            {...c}
            value={policy.mode}
            onChange={(value) => change({ mode: modes.find((each) => each === value) ?? "exact" })}
            disabled={!mayManage}
            choices={modes.map((value) => ({ value, label: t(`cache.modes.${value}`) }))}
          />
        )}
      </Field>
      <Checkbox
        checked={policy.semantic !== null}
        onChange={(checked) => change({ semantic: checked ? alike : null })}
        label={t("cache.semantic")}
        disabled={!mayManage || policy.mode === "off"}
      />
      {mayManage && <Clear />}
    </>
  );
}

function Clear() {
  const { t } = useTranslation("metering");
  const clear = useClearCache();
  const [asking, setAsking] = useState(false);
  const go = () =>
    clear.mutate(undefined, {
      onSuccess: () => toast.done(t("cache.cleared")),
      onSettled: () => setAsking(false),
    });
  return (
    <div className="flex justify-end">
      <Button onClick={() => setAsking(true)}>{t("cache.clear")}</Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("cache.sureTitle")}
        description={t("cache.sureText")}
        confirmLabel={t("cache.clear")}
        onConfirm={go}
        busy={clear.isPending}
      />
    </div>
  );
}
