/** JSON or plain text, typed as is; JSON is stored as a value once it can be read. */
import { useRef, useState } from "react";
import { type Graph, isObject, type Json, stepOf } from "../../model/graph";
import { useBuilder } from "../../stores/context";
import { CodeField, type Suggestion } from "./code-field";
import { asText, type ControlProps } from "./field-props";
import { type Ask, nothingKnown, Proposable } from "./proposable";

export function CodeControl(props: ControlProps) {
  const { control, label, schema, value, onChange, stepId, disabled, faults } = props;
  const plain = schema.type === "string";
  const graph = useBuilder((s) => s.document.graph);
  const [open, setOpen] = useState(false);
  const ask: Ask = useRef(null);
  const [text, setText] = useState(() =>
    plain || value === undefined ? asText(value) : JSON.stringify(value, null, 2),
  );
  const change = (next: string) => {
    setText(next);
    if (next.trim() === "") onChange(undefined);
    else if (plain) onChange(next);
    else {
      try {
        onChange(JSON.parse(next) as Json);
      } catch {
        // Half typed; stored when it can be read.
      }
    }
  };
  return (
    <>
      <CodeField
        control={control}
        label={label}
        language={plain ? "python" : "json"}
        value={text}
        suggestions={plain ? givenTo(graph, stepId) : []}
        known={() => ask.current?.() ?? nothingKnown}
        faults={faults}
        disabled={disabled}
        placeholder={schema["x-ui"]?.placeholder}
        onChange={change}
        onOpen={() => setOpen(true)}
      />
      {open && !plain && <Proposable stepId={stepId} ask={ask} />}
    </>
  );
}

function givenTo(graph: Graph, stepId: string | null): Suggestion[] {
  const given = stepId === null ? undefined : stepOf(graph, stepId)?.with.input;
  const names = isObject(given) ? Object.keys(given) : [];
  return [{ label: "input" }, ...names.map((name) => ({ label: `input["${name}"]` }))];
}
