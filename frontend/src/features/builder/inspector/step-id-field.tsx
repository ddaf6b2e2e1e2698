/** The id by which expressions name the step. Changing it changes every reference with it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { STEP_ID, type Step } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { changeId } from "./changes";

export function StepIdField({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const [id, setId] = useState(step.id);
  const taken = useBuilder((s) => id !== step.id && s.document.graph.steps.some((each) => each.id === id));
  const wrong = id !== step.id && !STEP_ID.test(id);
  const commit = () => {
    if (id !== step.id && (wrong || taken || !changeId(store, step.id, id))) setId(step.id);
  };
  return (
    <Field
      label={t("id.label")}
      help={t("id.help")}
      error={wrong ? t("id.wrong") : taken ? t("id.taken") : null}
    >
      {(control) => (
        <Input
          {...control}
          value={id}
          disabled={readOnly}
          spellCheck={false}
          className="font-mono text-[12.5px]"
          onChange={(event) => setId(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === "Enter" && commit()}
        />
      )}
    </Field>
  );
}
