/** The settings of a step, drawn from the schema of its type. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { humanize } from "@/lib/format";
import { Field } from "@/ui/field";
import { useProblemText } from "../header/problem-text";
import { EACH_ROUND, isContainer } from "../model/containers";
import { fieldFault } from "../model/faults";
import type { Step } from "../model/graph";
import { type FieldSchema, resolve, type StepType } from "../model/step-types";
import type { Problem } from "../model/validate";
import { useBuilder, useBuilderStore } from "../stores/context";
import { setSetting } from "./changes";
import { SettingControl } from "./fields/control";
import { EachRound } from "./fields/each-round";

export function StepForm({ step, type }: { step: Step; type: StepType }) {
  const { t } = useTranslation("builder");
  const root = type.input_schema;
  const fields = Object.entries(root.properties ?? {});
  if (fields.length === 0) return <p className="text-muted text-ui">{t("inspector.noSettings")}</p>;
  return (
    <div className="flex flex-col gap-5">
      {fields.map(([name, raw]) => (
        <Setting
          key={`${step.id} ${name}`}
          step={step}
          name={name}
          schema={resolve(raw, root)}
          required={root.required?.includes(name) ?? false}
        />
      ))}
    </div>
  );
}

function Setting({
  step,
  name,
  schema,
  required,
}: {
  step: Step;
  name: string;
  schema: FieldSchema;
  required: boolean;
}) {
  const store = useBuilderStore();
  const disabled = useBuilder((s) => s.readOnly);
  const problems = useFieldProblems(step.id, name);
  const problem = problems[0];
  const text = useProblemText();
  const eachRound = useBuilder((s) => isContainer(s.types.get(step.type))) && EACH_ROUND.includes(name);
  const label = schema["x-ui"]?.label ?? schema.title ?? humanize(name);
  return (
    <Field
      label={label}
      help={schema["x-ui"]?.help ?? schema.description}
      required={required}
      optional={!required}
      error={problem ? text(problem) : null}
    >
      {(control) => (
        <EachRound value={eachRound}>
          <SettingControl
            control={control}
            label={label}
            schema={schema}
            value={step.with[name]}
            stepId={step.id}
            disabled={disabled}
            faults={problems.map((each) => fieldFault(each.pointer, text(each)))}
            onChange={(value) => setSetting(store, step, [name], value)}
          />
        </EachRound>
      )}
    </Field>
  );
}

function useFieldProblems(step: string, field: string): Problem[] {
  const problems = useBuilder((s) => s.problems);
  const fresh = useBuilder((s) => s.fresh === step);
  return useMemo(
    () =>
      problems.filter(
        (each) => each.step === step && each.field === field && !(fresh && each.code === "missingField"),
      ),
    [problems, fresh, step, field],
  );
}
