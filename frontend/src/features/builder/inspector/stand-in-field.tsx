/** What stands in for a step's output when it has failed for good, so that the run goes on. Any JSON value; none when switched off. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import type { Json, Step } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { setProperty } from "./changes";

export function StandInField({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const on = step.default !== undefined;
  const [text, setText] = useState(() => (on ? JSON.stringify(step.default, null, 2) : ""));
  const change = (next: string) => {
    setText(next);
    const value = parsed(next);
    if (value !== undefined) setProperty(store, step, "default", value);
  };
  return (
    <>
      <Checkbox
        checked={on}
        disabled={readOnly}
        label={t("failure.standIn")}
        onChange={(next) => {
          setText(next ? "{}" : "");
          setProperty(store, step, "default", next ? {} : undefined);
        }}
      />
      {on && (
        <Field
          label={t("failure.standInValue")}
          help={t("failure.standInHelp")}
          error={parsed(text) === undefined ? t("failure.notJson") : null}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              value={text}
              disabled={readOnly}
              spellCheck={false}
              className="font-mono text-[12.5px]"
              onChange={(event) => change(event.target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** `undefined`: not JSON yet. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
