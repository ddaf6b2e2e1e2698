/** The control for one setting, chosen by its schema. */
import { useTranslation } from "react-i18next";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox, Switch } from "@/ui/switch";
import type { Json } from "../../model/graph";
import { CodeControl } from "./code-control";
import { ExpressionInput } from "./expression-input";
import { asText, type ControlProps } from "./field-props";
import { KeyValueControl } from "./keyvalue-control";
import { CasesControl, FieldsControl, LabelsControl, PeopleControl } from "./list-controls";
import { AgentControl, KnowledgeControl, PromptControl, WorkflowControl } from "./named-controls";
import { type Control, controlFor } from "./widget";

const controls: { [K in Control]: (props: ControlProps) => React.ReactNode } = {
  text: (props) => <TextControl {...props} rows={1} />,
  textarea: (props) => <TextControl {...props} rows={4} />,
  expression: (props) => <TextControl {...props} rows={1} />,
  code: CodeControl,
  json: CodeControl,
  labels: (props) => <ListOr {...props} List={LabelsControl} />,
  fields: (props) => <ListOr {...props} List={FieldsControl} />,
  cases: CasesControl,
  people: (props) => <ListOr {...props} List={PeopleControl} />,
  workflow: (props) => <ListOr {...props} List={WorkflowControl} />,
  agent: (props) => <ListOr {...props} List={AgentControl} />,
  prompt: (props) => <ListOr {...props} List={PromptControl} />,
  knowledge: (props) => <ListOr {...props} List={KnowledgeControl} />,
  keyvalue: KeyValueControl,
  select: SelectControl,
  number: NumberControl,
  switch: SwitchControl,
};

export function SettingControl(props: ControlProps) {
  const Chosen = controls[controlFor(props.schema)];
  return <Chosen {...props} />;
}

function TextControl({
  control,
  label,
  schema,
  value,
  onChange,
  stepId,
  disabled,
  faults,
  rows,
}: ControlProps & { rows: number }) {
  return (
    <ExpressionInput
      control={control}
      label={label}
      singleLine={rows === 1}
      faults={faults}
      rows={rows}
      bare={schema["x-expression"] === true}
      placeholder={schema["x-ui"]?.placeholder}
      value={asText(value)}
      stepId={stepId}
      disabled={disabled}
      onChange={(text) => onChange(text === "" ? undefined : text)}
    />
  );
}

/** A list that somebody replaced by one expression is shown as that expression. */
function ListOr({ List, ...props }: ControlProps & { List: (props: ControlProps) => React.ReactNode }) {
  return typeof props.value === "string" && props.value.includes("{{") ? (
    <TextControl {...props} rows={1} />
  ) : (
    <List {...props} />
  );
}

function NumberControl({ control, label, schema, value, onChange, stepId, disabled }: ControlProps) {
  const { t } = useTranslation("builder");
  if (typeof value === "string")
    return (
      <TextControl
        control={control}
        label={label}
        schema={schema}
        value={value}
        onChange={onChange}
        stepId={stepId}
        disabled={disabled}
        rows={1}
      />
    );
  return (
    <div className="flex gap-1.5">
      <Input
        {...control}
        type="number"
        value={asText(value)}
        disabled={disabled}
        placeholder={
          schema["x-ui"]?.placeholder ?? (schema.default !== undefined ? String(schema.default) : undefined)
        }
        min={schema.minimum}
        max={schema.maximum}
        step={schema.type === "integer" ? 1 : "any"}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.valueAsNumber)}
        className="tabular"
      />
      {!disabled && (
        <button
          type="button"
          title={t("variables.useValue")}
          className="shrink-0 rounded-control px-2 text-caption text-muted hover:bg-surface-2 hover:text-text"
          onClick={() => onChange("{{ }}")}
        >
          {"{ }"}
        </button>
      )}
    </div>
  );
}

function SelectControl(props: ControlProps) {
  return props.schema.type === "array" && typeof props.value !== "string" ? (
    <ManyControl {...props} />
  ) : (
    <OneControl {...props} />
  );
}

/** Several of a few: a box each. */
function ManyControl({ control, label, schema, value, onChange, disabled }: ControlProps) {
  const { t } = useTranslation("builder");
  const listed = (schema.items?.enum ?? []).map(String);
  const chosen = Array.isArray(value ?? schema.default)
    ? ((value ?? schema.default) as Json[]).map(asText)
    : [];
  return (
    <fieldset id={control.id} aria-label={label} className="flex flex-col gap-1.5">
      {listed.map((each) => (
        <Checkbox
          key={each}
          checked={chosen.includes(each)}
          disabled={disabled}
          label={t(`choice.${each}`, { defaultValue: each })}
          onChange={(on) =>
            onChange(listed.filter((other) => (other === each ? on : chosen.includes(other))))
          }
        />
      ))}
    </fieldset>
  );
}

function OneControl({ control, label, schema, value, onChange, stepId, disabled }: ControlProps) {
  const { t } = useTranslation("builder");
  const listed = schema.enum ?? schema.items?.enum ?? [];
  if (listed.length === 0 || (typeof value === "string" && value.includes("{{"))) {
    return (
      <TextControl
        control={control}
        label={label}
        schema={schema}
        value={value}
        onChange={onChange}
        stepId={stepId}
        disabled={disabled}
        rows={1}
      />
    );
  }
  const shown = asText(value ?? (schema.default as Json | undefined));
  return (
    <Select
      {...control}
      value={shown}
      disabled={disabled}
      placeholder={schema["x-ui"]?.placeholder ?? t("form.choose")}
      choices={listed.map((each) => ({
        value: String(each),
        label: t(`choice.${String(each)}`, { defaultValue: String(each) }),
      }))}
      onChange={(text) => onChange(listed.find((each) => String(each) === text) as Json)}
    />
  );
}

function SwitchControl({ control, value, schema, onChange, disabled }: ControlProps) {
  return (
    <Switch
      {...control}
      checked={(value ?? schema.default) === true}
      disabled={disabled}
      onChange={onChange}
    />
  );
}
