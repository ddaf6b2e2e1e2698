/** How large a request may be, and how long what was said is kept. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Card, CardHeader } from "@/ui/card";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import type { PartProps } from "./section";

export function Limits({ draft, change, disabled }: PartProps) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  return (
    <>
      <Card>
        <CardHeader title={t("sizes.title")} description={t("sizes.text")} />
        <div className="grid gap-4 px-5 pb-5 sm:grid-cols-2">
          <Whole
            label={t("sizes.input")}
            value={draft.most_input_tokens}
            least={1}
            most={10_000_000}
            disabled={disabled}
            onChange={(most_input_tokens) => change({ most_input_tokens })}
            optional
          />
          <Whole
            label={t("sizes.output")}
            value={draft.most_output_tokens}
            least={1}
            most={1_000_000}
            disabled={disabled}
            onChange={(most_output_tokens) => change({ most_output_tokens })}
            optional
          />
        </div>
      </Card>
      <Card>
        <CardHeader title={t("kept.title")} description={t("kept.text")} />
        <div className="grid gap-4 px-5 pb-5 sm:grid-cols-2">
          <Whole
            label={t("kept.exchanges")}
            help={t("kept.exchangesHelp")}
            value={draft.exchange_days}
            least={0}
            most={3_650}
            disabled={disabled}
            onChange={(days) => change({ exchange_days: days ?? 0 })}
          />
          <Whole
            label={t("kept.recordings")}
            help={t("kept.recordingsHelp")}
            value={draft.recording_days}
            least={1}
            most={3_650}
            disabled={disabled}
            onChange={(days) => change({ recording_days: days ?? 365 })}
          />
        </div>
      </Card>
    </>
  );
}

/** A whole number; what makes no sense stays in the field and out of the draft. */
function Whole({
  label,
  help,
  value,
  least,
  most,
  disabled,
  optional,
  onChange,
}: {
  label: string;
  help?: string;
  value: number | null;
  least: number;
  most: number;
  disabled: boolean;
  optional?: boolean;
  onChange: (value: number | null) => void;
}) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const [text, setText] = useState(value === null ? "" : String(value));
  const numberIn = (typed: string) => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : Number.NaN);
  const isFine = (typed: string) =>
    (optional && !typed.trim()) || (numberIn(typed) >= least && numberIn(typed) <= most);
  const type = (typed: string) => {
    setText(typed);
    if (isFine(typed)) onChange(typed.trim() ? numberIn(typed) : null);
  };
  return (
    <Field
      label={label}
      help={help}
      optional={optional ?? false}
      error={isFine(text) ? null : t("wrongNumber", { least, most })}
    >
      {(c) => (
        <Input
          {...c}
          inputMode="numeric"
          className="tabular max-w-40"
          value={text}
          onChange={(e) => type(e.target.value)}
          disabled={disabled}
        />
      )}
    </Field>
  );
}
