/** The filters one needs less often: trigger, test runs, time of start, duration, cost. */
import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Popover } from "@/ui/popover";
import { Segmented } from "@/ui/segmented";
import { SeveralBoxes } from "./choices";
import { listOf, moreCount, rangeOf, rangeText, type Search, triggers } from "./filter";

interface Props {
  search: Search;
  onChange: (change: Search) => void;
}

export function MoreFilters({ search, onChange }: Props) {
  const { t } = useTranslation("runs");
  const count = moreCount(search);
  return (
    <Popover
      label={t("filter.more")}
      align="end"
      className="max-h-[min(34rem,80dvh)] w-[min(26rem,calc(100vw-1.5rem))] overflow-y-auto p-4"
      trigger={
        <Button icon={<SlidersHorizontal size={16} aria-hidden />} kind={count ? "soft" : "secondary"}>
          {count ? t("filter.moreCount", { count }) : t("filter.more")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Started search={search} onChange={onChange} />
        <Range
          label={t("filter.seconds")}
          value={search.seconds}
          onChange={(seconds) => onChange({ seconds })}
        />
        <Range label={t("filter.cost")} value={search.cost} onChange={(cost) => onChange({ cost })} />
        <Group label={t("filter.test")}>
          <Segmented
            size="sm"
            label={t("filter.test")}
            value={search.test ?? "all"}
            onChange={(test) => onChange({ test: test === "all" ? "" : test })}
            choices={["all", "none", "only"].map((value) => ({ value, label: t(`filter.tests.${value}`) }))}
          />
        </Group>
        <Triggers search={search} onChange={onChange} />
      </div>
    </Popover>
  );
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would add a frame of its own around buttons
    <div role="group" aria-labelledby={id}>
      <p id={id} className="mb-1.5 text-caption font-medium text-muted">
        {label}
      </p>
      {children}
    </div>
  );
}

function Triggers({ search, onChange }: Props) {
  const { t } = useTranslation("runs");
  const { t: tp } = useTranslation("parts");
  return (
    <SeveralBoxes
      label={t("filter.trigger")}
      values={listOf(search.trigger)}
      choices={triggers.map((value) => ({ value, label: tp(`trigger.${value}`) }))}
      onChange={(values) => onChange({ trigger: values.join(",") })}
    />
  );
}

/** A moment as the two controls for it show it, in the reader's own time zone. */
function localOf(iso: string | undefined): string {
  if (!iso || Number.isNaN(Date.parse(iso))) return "";
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const DAY = 86_400_000;

function Started({ search, onChange }: Props) {
  const { t } = useTranslation("runs");
  const iso = (local: string) => (local ? new Date(local).toISOString() : "");
  const since = (days: number) => onChange({ from: new Date(Date.now() - days * DAY).toISOString(), to: "" });
  return (
    <Group label={t("filter.started")}>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {(["from", "to"] as const).map((name) => (
          <Field key={name} label={t(`filter.${name}`)}>
            {(c) => (
              <Input
                {...c}
                type="datetime-local"
                value={localOf(search[name])}
                onChange={(e) => onChange({ [name]: iso(e.target.value) })}
              />
            )}
          </Field>
        ))}
      </div>
      <div className="mt-2 flex flex-wrap gap-1.5">
        {[1, 7, 30].map((days) => (
          <Button key={days} size="sm" kind="ghost" onClick={() => since(days)}>
            {t("filter.days", { count: days })}
          </Button>
        ))}
      </div>
    </Group>
  );
}

function Range({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation("runs");
  const [least, most] = rangeOf(value);
  const [draft, setDraft] = useState([String(least ?? ""), String(most ?? "")]);
  const set = (index: number, text: string) => {
    const next = draft.map((each, at) => (at === index ? text : each));
    setDraft(next);
    const [from, to] = rangeOf(next.join(".."));
    onChange(rangeText(from, to));
  };
  return (
    <Group label={label}>
      <div className="grid grid-cols-2 gap-2">
        {(["least", "most"] as const).map((name, index) => (
          <Input
            key={name}
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            aria-label={`${label}: ${t(`filter.${name}`)}`}
            placeholder={t(`filter.${name}`)}
            value={draft[index]}
            onChange={(e) => set(index, e.target.value)}
          />
        ))}
      </div>
    </Group>
  );
}
