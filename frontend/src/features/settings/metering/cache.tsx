/** Answers that are given again: how many, what that saved, how they are kept for each alias, and how to forget them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAliases } from "@/api/aliases";
import {
  type CachePolicy,
  type CacheState,
  type UsageGroup,
  useCache,
  useClearCache,
  useDeletePolicy,
  useMoney,
  useSavePolicy,
  useUsage,
} from "@/api/metering";
import { useMay } from "@/api/session";
import { parseNumber } from "@/forms/schema";
import { formatBytes, formatNumber, formatPercent } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { lastDays } from "./days";

const modes = ["exact", "always", "off"] as const;
const others = "*";
const usualSeconds = 86_400;
const usual: CachePolicy = { alias: others, mode: "exact", seconds: usualSeconds, semantic: null };
/** How alike questions must be where meaning is enough; names, numbers and denials in them must agree besides. */
const alike = 0.92;
const hour = 3_600;
const longest = 30 * 24;

export default function CacheSection() {
  const { t } = useTranslation("metering");
  const cache = useCache();
  const mayManage = useMay("ai.manage");
  const [span] = useState(() => lastDays(30));
  const used = useUsage("alias", span).data?.items ?? [];
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <CardHeader title={t("cache.title")} description={t("cache.text")} actions={mayManage && <Clear />} />
        <div className="px-5 pb-5">
          <QueryView query={cache}>{(state) => <Facts state={state} />}</QueryView>
        </div>
      </Card>
      {cache.data && <Policies state={cache.data} used={used} mayManage={mayManage} />}
    </div>
  );
}

function Facts({ state }: { state: CacheState }) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const facts = [
    { key: "rate", value: state.answers ? formatPercent(state.hits / state.answers) : "–" },
    { key: "saved", value: money(state.saved) },
    { key: "entries", value: `${formatNumber(state.entries, 0)} · ${formatBytes(state.bytes)}` },
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      {facts.map((fact) => (
        <div key={fact.key} className="rounded-menu border border-line px-4 py-3">
          <dt className="text-caption text-muted">{t(`cache.${fact.key}`)}</dt>
          <dd className="mt-0.5 text-section font-semibold tabular">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PoliciesProps {
  state: CacheState;
  used: readonly UsageGroup[];
  mayManage: boolean;
}

/** The usual policy first, then those of aliases that have one of their own. */
function Policies({ state, used, mayManage }: PoliciesProps) {
  const { t } = useTranslation("metering");
  const save = useSavePolicy();
  const fail = useProblemToast();
  const aliases = useAliases().data?.items.map((each) => each.name) ?? [];
  const own = state.items.filter((each) => each.alias !== others);
  const left = ["default", ...aliases].filter(
    (name, place, all) => all.indexOf(name) === place && own.every((each) => each.alias !== name),
  );
  const ruling = state.items.find((each) => each.alias === others) ?? usual;
  return (
    <>
      {[ruling, ...own].map((policy) => (
        <PolicyCard key={policy.alias} policy={policy} used={used} mayManage={mayManage} />
      ))}
      {mayManage && left.length > 0 && (
        <Card className="p-5">
          <Field label={t("cache.own")} help={t("cache.ownHelp")}>
            {(c) => (
              <Select
                {...c}
                value={undefined}
                placeholder={t("cache.choose")}
                onChange={(alias) => save.mutate({ ...ruling, alias }, { onError: fail })}
                choices={left.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
        </Card>
      )}
    </>
  );
}

function PolicyCard({
  policy,
  used,
  mayManage,
}: {
  policy: CachePolicy;
  used: readonly UsageGroup[];
  mayManage: boolean;
}) {
  const { t } = useTranslation("metering");
  const money = useMoney();
  const save = useSavePolicy();
  const remove = useDeletePolicy();
  const isUsual = policy.alias === others;
  const found = used.find((each) => each.group.alias === policy.alias);
  const change = (more: Partial<CachePolicy>) =>
    save.mutate({ ...policy, ...more }, { onSuccess: () => toast.done(t("saved")) });
  const description = isUsual
    ? t("cache.usualText")
    : found
      ? t("cache.didAlias", {
          rate: formatPercent(found.cache_hits / Math.max(1, found.answers)),
          saved: money(found.saved),
        })
      : t("cache.unused");
  return (
    <Card>
      <CardHeader
        title={isUsual ? t("cache.usual") : policy.alias}
        description={description}
        actions={
          mayManage &&
          !isUsual && (
            <Button size="sm" busy={remove.isPending} onClick={() => remove.mutate(policy.alias)}>
              {t("cache.asUsual")}
            </Button>
          )
        }
      />
      <div className="flex flex-col gap-4 px-5 pb-5">
        {(save.error ?? remove.error) && <ErrorPanel error={save.error ?? remove.error} compact />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("cache.mode")} help={t(`cache.modeHelp.${policy.mode}`)}>
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
          <NumberField
            label={t("cache.hours")}
            help={t("cache.hoursHelp")}
            value={(policy.seconds ?? usualSeconds) / hour}
            least={1 / hour}
            most={longest}
            disabled={!mayManage || policy.mode === "off"}
            onChange={(hours) => change({ seconds: Math.round(hours * hour) })}
          />
        </div>
        <Checkbox
          checked={policy.semantic !== null}
          onChange={(checked) => change({ semantic: checked ? alike : null })}
          label={t("cache.semantic")}
          disabled={!mayManage || policy.mode === "off"}
        />
        {policy.semantic != null && policy.mode !== "off" && (
          <NumberField
            label={t("cache.alike")}
            help={t("cache.alikeHelp")}
            value={Math.round(policy.semantic * 100)}
            least={80}
            most={100}
            disabled={!mayManage}
            onChange={(percent) => change({ semantic: percent / 100 })}
          />
        )}
      </div>
    </Card>
  );
}

/** A number that takes effect when it is left, if it makes sense. */
function NumberField({
  label,
  help,
  value,
  least,
  most,
  disabled,
  onChange,
}: {
  label: string;
  help: string;
  value: number;
  least: number;
  most: number;
  disabled: boolean;
  onChange: (value: number) => void;
}) {
  const { t } = useTranslation("metering");
  const [text, setText] = useState<string | null>(null);
  const number = text === null ? value : parseNumber(text);
  const isWrong = typeof number !== "number" || number < least || number > most;
  const done = () => {
    if (text !== null && !isWrong && number !== value) onChange(number);
    if (!isWrong) setText(null);
  };
  return (
    <Field label={label} help={help} error={isWrong ? t("cache.wrong", { most }) : null}>
      {(c) => (
        <Input
          {...c}
          inputMode="decimal"
          className="tabular max-w-32"
          value={text ?? String(Number(value.toFixed(4)))}
          onChange={(e) => setText(e.target.value)}
          onBlur={done}
          disabled={disabled}
        />
      )}
    </Field>
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
    <>
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
    </>
  );
}
