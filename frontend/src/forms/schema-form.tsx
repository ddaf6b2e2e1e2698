/** A form drawn from a JSON Schema. Checks before it sends; shows the server's word on a field next to that field. */
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/lib/problem";
import { ErrorPanel } from "@/ui/error-panel";
import { Field, type FieldControl } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { Switch } from "@/ui/switch";
import { FileInput } from "./file-input";
import {
  type Form,
  type FormField,
  faultsOf,
  fieldsOf,
  initialForm,
  type Typed,
  valueOfForm,
} from "./schema";

export interface SchemaFormProps {
  schema: unknown;
  onSubmit: (value: Record<string, unknown>) => void;
  /** The last refusal of the server. */
  error?: unknown;
  /** The submit button and what stands beside it. */
  children: ReactNode;
  id?: string;
  className?: string;
}

function serverErrors(error: unknown): Record<string, string> {
  const entries = Object.entries(fieldErrors(error)).map(
    ([name, message]) => [name.replace(/^input\./, ""), message] as const,
  );
  return Object.fromEntries(entries);
}

export function SchemaForm({ schema, onSubmit, error, children, id, className }: SchemaFormProps) {
  const { t } = useTranslation("forms");
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const [form, setForm] = useState<Form>(() => initialForm(fields));
  const [tried, setTried] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  const faults = tried ? faultsOf(fields, form) : {};
  const refused = serverErrors(error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    const wrong = Object.keys(faultsOf(fields, form));
    if (wrong.length === 0) onSubmit(valueOfForm(fields, form));
    else
      ref.current
        ?.querySelector<HTMLElement>(
          `[data-field="${CSS.escape(wrong[0] ?? "")}"] :is(input,textarea,button)`,
        )
        ?.focus();
  };

  return (
    <form id={id} ref={ref} onSubmit={submit} noValidate className={className ?? "flex flex-col gap-4"}>
      {error !== null && error !== undefined && <ErrorPanel error={error} compact />}
      {fields.length === 0 && <p className="text-ui text-muted">{t("noInput")}</p>}
      {fields.map((field) => {
        const fault = faults[field.name];
        const message = fault
          ? t(`fault.${fault}`, { minimum: field.minimum, maximum: field.maximum })
          : refused[field.name];
        return (
          <div key={field.name} data-field={field.name}>
            <Field
              label={field.label}
              help={field.help || undefined}
              error={message}
              required={field.required}
              optional={!field.required && field.kind !== "boolean"}
            >
              {(control) => (
                <FieldInput
                  field={field}
                  control={control}
                  value={form[field.name] ?? ""}
                  onChange={(typed) => setForm((old) => ({ ...old, [field.name]: typed }))}
                />
              )}
            </Field>
          </div>
        );
      })}
      {children}
    </form>
  );
}

interface FieldInputProps {
  field: FormField;
  control: FieldControl;
  value: Typed;
  onChange: (typed: Typed) => void;
}

const inputTypes: Partial<Record<FormField["kind"], string>> = {
  date: "date",
  "date-time": "datetime-local",
  email: "email",
};

function FieldInput({ field, control, value, onChange }: FieldInputProps) {
  const { t } = useTranslation("forms");
  const typed = String(value);
  switch (field.kind) {
    case "boolean":
      return <Switch {...control} checked={value === true} onChange={onChange} />;
    case "choice":
      return (
        <Select
          {...control}
          value={typed}
          onChange={onChange}
          choices={field.choices}
          placeholder={t("choose")}
        />
      );
    case "file":
      return <FileInput control={control} value={typed} onChange={onChange} />;
    case "long-text":
    case "json":
      return (
        <Textarea
          {...control}
          value={typed}
          rows={field.kind === "json" ? 6 : 5}
          className={field.kind === "json" ? "font-mono text-caption" : ""}
          onChange={(e) => onChange(e.target.value)}
        />
      );
    case "number":
    case "integer":
      return (
        <Input
          {...control}
          inputMode="decimal"
          value={typed}
          onChange={(e) => onChange(e.target.value)}
          className="tabular"
        />
      );
    default:
      return (
        <Input
          {...control}
          type={inputTypes[field.kind] ?? "text"}
          value={typed}
          onChange={(e) => onChange(e.target.value)}
          {...(field.maxLength === null ? {} : { maxLength: field.maxLength })}
        />
      );
  }
}
