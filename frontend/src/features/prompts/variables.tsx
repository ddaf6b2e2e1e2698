/** The variables of a prompt: name, type, whether they must be given, default, description. */
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { newVariable, type Variable, type VariableType } from "@/api/prompts";
import { asText, readValue } from "@/parts/prompts/values";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";

const types: readonly VariableType[] = ["text", "number", "boolean", "choice", "list", "object"];

interface Props {
  variables: readonly Variable[];
  onChange: (variables: Variable[]) => void;
  /** Names that the texts use and that are not there yet. */
  missing: readonly string[];
  faults: Readonly<Record<string, string>>;
  disabled: boolean;
}

export function Variables({ variables, onChange, missing, faults, disabled }: Props) {
  const { t } = useTranslation("prompts");
  const put = (place: number, change: Partial<Variable>) =>
    onChange(variables.map((each, at) => (at === place ? { ...each, ...change } : each)));
  const add = (name: string) => onChange([...variables, newVariable(name)]);
  return (
    <div className="flex flex-col gap-3">
      {variables.map((variable, place) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a variable's name is typed here, and may be there twice meanwhile
          key={place}
          disabled={disabled}
          aria-label={variable.name || t("variables.unnamed")}
          className="grid gap-3 rounded-control border border-line p-3 sm:grid-cols-2"
        >
          <Field label={t("variables.name")}>
            {(c) => (
              <Input
                {...c}
                value={variable.name}
                onChange={(event) => put(place, { name: event.target.value.replace(/[^A-Za-z0-9_]/g, "_") })}
              />
            )}
          </Field>
          <Field label={t("variables.type")}>
            {(c) => (
              <Select
                {...c}
                value={variable.type}
                disabled={disabled}
                onChange={(type) => put(place, { type: type as VariableType, default: null })}
                choices={types.map((type) => ({ value: type, label: t(`variables.types.${type}`) }))}
              />
            )}
          </Field>
          {variable.type === "choice" && (
            <Field label={t("variables.options")} help={t("variables.optionsHelp")}>
              {(c) => (
                <Textarea
                  {...c}
                  rows={3}
                  value={variable.options.join("\n")}
                  onChange={(event) => put(place, { options: event.target.value.split("\n") })}
                  onBlur={() =>
                    put(place, { options: variable.options.filter((each) => each.trim() !== "") })
                  }
                />
              )}
            </Field>
          )}
          <Default
            key={variable.type}
            variable={variable}
            error={faults[`variables.${place}.default`]}
            onChange={(value) => put(place, { default: value })}
          />
          <Field label={t("variables.description")} optional className="sm:col-span-2">
            {(c) => (
              <Input
                {...c}
                value={variable.description}
                maxLength={500}
                onChange={(event) => put(place, { description: event.target.value })}
              />
            )}
          </Field>
          <div className="flex items-center justify-between gap-2 sm:col-span-2">
            <Checkbox
              checked={variable.required}
              disabled={disabled}
              onChange={(required) => put(place, { required })}
              label={t("variables.required")}
            />
            {!disabled && (
              <IconButton
                label={t("variables.remove", { name: variable.name })}
                size="sm"
                onClick={() => onChange(variables.filter((_, at) => at !== place))}
              >
                <Trash2 size={15} aria-hidden />
              </IconButton>
            )}
          </div>
        </fieldset>
      ))}
      {variables.length === 0 && <p className="text-ui text-muted">{t("variables.none")}</p>}
      {!disabled && (
        <div className="flex flex-wrap gap-2">
          {missing.map((name) => (
            <Button
              key={name}
              size="sm"
              kind="soft"
              icon={<Plus size={14} aria-hidden />}
              onClick={() => add(name)}
            >
              {t("variables.addNamed", { name })}
            </Button>
          ))}
          <Button size="sm" icon={<Plus size={14} aria-hidden />} onClick={() => add("")}>
            {t("variables.add")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Default({
  variable,
  error,
  onChange,
}: {
  variable: Variable;
  error: string | undefined;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation("prompts");
  const take = (text: string) => {
    const [value, fault] = text.trim() === "" ? [null, null] : readValue(variable.type, text);
    // What cannot be read is sent as it is: the server says what is wrong with it.
    onChange(fault ? text : value);
  };
  return (
    <Field label={t("variables.default")} optional error={error}>
      {(c) =>
        variable.type === "boolean" ? (
          <Select
            {...c}
            value={asText(variable.default)}
            onChange={take}
            choices={["", "true", "false"].map((value) => ({
              value,
              label: value ? t(value === "true" ? "values.yes" : "values.no") : t("values.nothing"),
            }))}
          />
        ) : (
          <Textarea
            {...c}
            rows={1}
            defaultValue={asText(variable.default)}
            onBlur={(e) => take(e.target.value)}
          />
        )
      }
    </Field>
  );
}
