/** What undoes a step that was done, should the run fail later: a step type with settings of its own. */
import { useTranslation } from "react-i18next";
import { humanize } from "@/lib/format";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { isContainer } from "../model/containers";
import type { Json, Step } from "../model/graph";
import { defaultsOf, resolve, type StepType } from "../model/step-types";
import { useBuilder, useBuilderStore } from "../stores/context";
import { setProperty } from "./changes";
import { SettingControl } from "./fields/control";

const NOTHING = "\u0000";

/** Steps that only end the run, or only hold others, undo nothing. */
function undoes(type: StepType): boolean {
  return !isContainer(type) && type.ports.length > 0;
}

export function UndoField({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const typeList = useBuilder((s) => s.typeList);
  const type = useBuilder((s) => (step.undo ? s.types.get(step.undo.type) : undefined));
  const set = (undo: Json | undefined) => setProperty(store, step, "undo", undo);
  return (
    <>
      <Field label={t("failure.undo")} help={t("failure.undoHelp")}>
        {(control) => (
          <Select
            {...control}
            value={step.undo?.type ?? NOTHING}
            disabled={readOnly}
            choices={[
              { value: NOTHING, label: t("failure.undoNothing") },
              ...typeList.filter(undoes).map((each) => ({ value: each.type, label: each.name })),
            ]}
            onChange={(value) => {
              const chosen = typeList.find((each) => each.type === value);
              set(chosen ? { type: chosen.type, with: defaultsOf(chosen) } : undefined);
            }}
          />
        )}
      </Field>
      {step.undo && type && (
        <div className="flex flex-col gap-3 border-line border-l-2 pl-3">
          {Object.entries(type.input_schema.properties ?? {}).map(([name, raw]) => (
            <UndoSetting key={`${type.type} ${name}`} step={step} type={type} name={name} raw={raw} />
          ))}
        </div>
      )}
    </>
  );
}

function UndoSetting({
  step,
  type,
  name,
  raw,
}: {
  step: Step;
  type: StepType;
  name: string;
  raw: Parameters<typeof resolve>[0];
}) {
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const schema = resolve(raw, type.input_schema);
  const label = schema["x-ui"]?.label ?? schema.title ?? humanize(name);
  const required = type.input_schema.required?.includes(name) ?? false;
  return (
    <Field label={label} help={schema["x-ui"]?.help} required={required} optional={!required}>
      {(control) => (
        <SettingControl
          control={control}
          label={label}
          schema={schema}
          value={step.undo?.with?.[name]}
          stepId={step.id}
          disabled={readOnly}
          onChange={(value) =>
            store.getState().change({
              label: "setting",
              values: { name: step.name || step.id },
              group: `${step.id}:undo.${name}`,
              operations: [{ kind: "setStep", id: step.id, path: ["undo", "with", name], value }],
            })
          }
        />
      )}
    </Field>
  );
}
