/** A field for each variable of a prompt, by its type. */
import { useTranslation } from "react-i18next";
import type { Variable } from "@/api/prompts";
import { Field, type FieldControl } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { asText, type Texts } from "./values";

interface Props {
  variables: readonly Variable[];
  texts: Texts;
  onChange: (texts: Texts) => void;
  faults: Readonly<Record<string, string>>;
}

export function ValuesForm({ variables, texts, onChange, faults }: Props) {
  const { t } = useTranslation("prompts");
  if (variables.length === 0) return <p className="text-ui text-muted">{t("values.none")}</p>;
  return (
    <div className="flex flex-col gap-3">
      {variables.map((variable) => {
        const fault = faults[variable.name];
        return (
          <Field
            key={variable.name}
            label={variable.name}
            help={variable.description || undefined}
            optional={!variable.required || variable.default !== null}
            error={
              fault && texts[variable.name]?.trim()
                ? t(`values.fault.${fault}`, { defaultValue: fault })
                : null
            }
          >
            {(control) => (
              <Value
                control={control}
                variable={variable}
                text={texts[variable.name] ?? ""}
                onChange={(text) => onChange({ ...texts, [variable.name]: text })}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}

function Value({
  control,
  variable,
  text,
  onChange,
}: {
  control: FieldControl;
  variable: Variable;
  text: string;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation("prompts");
  const usual = asText(variable.default);
  const placeholder = usual || t(`values.hint.${variable.type}`);
  if (variable.type === "choice" || variable.type === "boolean") {
    const options =
      variable.type === "choice"
        ? variable.options.map((option) => ({ value: option, label: option }))
        : [
            { value: "true", label: t("values.yes") },
            { value: "false", label: t("values.no") },
          ];
    const nothing = { value: "", label: usual ? t("values.usual", { value: usual }) : t("values.nothing") };
    return <Select {...control} value={text} onChange={onChange} choices={[nothing, ...options]} />;
  }
  if (variable.type === "number")
    return (
      <Input
        {...control}
        inputMode="decimal"
        value={text}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <Textarea
      {...control}
      rows={variable.type === "text" ? 2 : 4}
      value={text}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      className={variable.type === "object" ? "font-mono text-[13px]" : ""}
    />
  );
}
