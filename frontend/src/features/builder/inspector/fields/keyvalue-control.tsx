/** Names and their values. Rows keep their order and may be half done; only named rows are stored. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "@/ui/input";
import { equal } from "../../model/equal";
import { below } from "../../model/faults";
import { isObject, type Json, type JsonObject } from "../../model/graph";
import { ExpressionInput } from "./expression-input";
import { asText, type ControlProps } from "./field-props";
import { Rows, replaceAt, without } from "./rows";

type Row = { name: string; value: string };

function rowsOf(value: Json | undefined): Row[] {
  return isObject(value)
    ? Object.entries(value).map(([name, each]) => ({ name, value: asText(each as Json) }))
    : [];
}

function mapOf(rows: readonly Row[], before: Json | undefined): JsonObject {
  const old = isObject(before) ? (before as JsonObject) : {};
  const entries = rows
    .filter((row) => row.name !== "")
    .map((row) => {
      const same = old[row.name];
      return [row.name, same !== undefined && asText(same) === row.value ? same : row.value] as const;
    });
  return Object.fromEntries(entries);
}

export function KeyValueControl({
  control,
  label,
  value,
  onChange,
  stepId,
  disabled,
  faults = [],
}: ControlProps) {
  const { t } = useTranslation("builder");
  const [rows, setRows] = useState<Row[]>(() => rowsOf(value));
  useEffect(() => {
    setRows((now) => (equal(mapOf(now, value), value ?? {}) ? now : rowsOf(value)));
  }, [value]);
  const change = (next: Row[]) => {
    setRows(next);
    onChange(mapOf(next, value));
  };
  return (
    <Rows
      id={control.id}
      items={rows}
      label={label}
      addLabel={t("rows.addValue")}
      disabled={disabled}
      onAdd={() => setRows([...rows, { name: "", value: "" }])}
      onRemove={(at) => change(without(rows, at))}
    >
      {(row, at) => (
        <>
          <Input
            aria-label={t("rows.name")}
            placeholder={t("rows.name")}
            value={row.name}
            disabled={disabled}
            onChange={(event) => change(replaceAt(rows, at, { ...row, name: event.target.value }))}
          />
          <ExpressionInput
            control={{ id: `${control.id}-${at}` }}
            label={row.name === "" ? t("rows.value") : t("rows.valueNamed", { name: row.name })}
            faults={below(faults, row.name)}
            placeholder={t("rows.value")}
            value={row.value}
            stepId={stepId}
            disabled={disabled}
            onChange={(text) => change(replaceAt(rows, at, { ...row, value: text }))}
          />
        </>
      )}
    </Rows>
  );
}
