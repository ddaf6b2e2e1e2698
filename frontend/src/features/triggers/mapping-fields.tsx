/** What the run gets: as it came in, field by field with references, or a template in JSON. */
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TriggerKind } from "@/api/types";
import type { FormField } from "@/forms/schema";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { type Mapping, type MappingMode, referencesOf, withMode } from "./mapping";

const modes: readonly MappingMode[] = ["asIs", "fields", "json"];

interface MappingFieldsProps {
  kind: TriggerKind;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
  fields: readonly FormField[];
  errorOf: (place: string) => string | undefined;
}

export function MappingFields({ kind, mapping, onChange, fields, errorOf }: MappingFieldsProps) {
  const { t } = useTranslation("triggers");
  // A trigger may fill fields that the workflow no longer asks for; they stay visible so that they can be emptied.
  const extra = Object.keys(mapping.fields).filter((name) => !fields.some((f) => f.name === name));
  const names = [...fields.map((f) => f.name), ...extra];
  const offered = modes.filter((mode) => mode !== "fields" || names.length > 0);
  return (
    <>
      <Field label={t("mapping.label")} help={t(`mapping.${mapping.mode}.${kind}`)}>
        {(c) => (
          <Select
            {...c}
            value={mapping.mode}
            onChange={(mode) => onChange(withMode(mapping, mode as MappingMode, fields))}
            choices={offered.map((mode) => ({ value: mode, label: t(`mapping.${mode}.name`) }))}
          />
        )}
      </Field>
      {mapping.mode === "fields" && (
        <ByField
          names={names}
          fields={fields}
          mapping={mapping}
          onChange={onChange}
          errorOf={errorOf}
          references={referencesOf(kind, fields)}
        />
      )}
      {mapping.mode === "json" && (
        <Field label={t("mapping.template")} error={errorOf("input")}>
          {(c) => (
            <Textarea
              {...c}
              rows={7}
              spellCheck={false}
              className="font-mono text-caption"
              value={mapping.text}
              onChange={(e) => onChange({ ...mapping, text: e.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

interface ByFieldProps extends Omit<MappingFieldsProps, "kind"> {
  names: readonly string[];
  references: readonly string[];
}

function ByField({ names, fields, mapping, onChange, errorOf, references }: ByFieldProps) {
  const { t } = useTranslation("triggers");
  const [target, setTarget] = useState(names[0] ?? "");
  const inputs = useRef(new Map<string, HTMLInputElement>());
  const write = (name: string, typed: string) =>
    onChange({ ...mapping, fields: { ...mapping.fields, [name]: typed } });
  const insert = (reference: string) => {
    write(target, `${mapping.fields[target] ?? ""}{{ ${reference} }}`);
    inputs.current.get(target)?.focus();
  };
  return (
    <div className="flex flex-col gap-3 rounded-menu border border-line p-4">
      {names.map((name) => {
        const field = fields.find((f) => f.name === name);
        return (
          <Field
            key={name}
            label={field?.label ?? name}
            required={field?.required ?? false}
            error={errorOf(`input.${name}`)}
          >
            {(c) => (
              <Input
                {...c}
                ref={(element) => {
                  if (element) inputs.current.set(name, element);
                }}
                value={mapping.fields[name] ?? ""}
                spellCheck={false}
                onFocus={() => setTarget(name)}
                onChange={(e) => write(name, e.target.value)}
              />
            )}
          </Field>
        );
      })}
      <div>
        <p className="mb-1 text-caption text-muted">
          {t("mapping.insert", { field: fields.find((f) => f.name === target)?.label ?? target })}
        </p>
        <div className="flex flex-wrap gap-1.5">
          {references.map((reference) => (
            <button
              key={reference}
              type="button"
              onClick={() => insert(reference)}
              className="min-h-6 rounded-full bg-soft px-2 font-mono text-accent text-caption hover:text-accent-strong"
            >
              {reference}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
