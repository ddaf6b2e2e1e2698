/** JSON or plain text, typed as is; JSON is stored as a value once it can be read. */
import { useMemo, useState } from "react";
import { type Graph, isObject, type Json, stepOf } from "../../model/graph";
import { expressionsOf } from "../../model/known";
import { variablesFor } from "../../model/outputs";
import { useBuilder } from "../../stores/context";
import { useSources } from "../use-known";
import { CodeField, type Suggestion } from "./code-field";
import { asText, type ControlProps } from "./field-props";

export function CodeControl({ control, label, schema, value, onChange, stepId, disabled }: ControlProps) {
  const plain = schema.type === "string";
  const suggestions = useSuggestions(stepId, plain);
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
    <CodeField
      control={control}
      label={label}
      language={plain ? "python" : "json"}
      value={text}
      suggestions={suggestions}
      disabled={disabled}
      placeholder={schema["x-ui"]?.placeholder}
      onChange={change}
    />
  );
}

/** In JSON what the step may use, with its last values; in code what it is given. */
function useSuggestions(stepId: string | null, code: boolean): readonly Suggestion[] {
  const graph = useBuilder((s) => s.document.graph);
  const types = useBuilder((s) => s.types);
  const sources = useSources();
  return useMemo(
    () => (code ? givenTo(graph, stepId) : expressionsOf(variablesFor(graph, stepId, types), sources)),
    [code, graph, stepId, types, sources],
  );
}

function givenTo(graph: Graph, stepId: string | null): Suggestion[] {
  const given = stepId === null ? undefined : stepOf(graph, stepId)?.with.input;
  const names = isObject(given) ? Object.keys(given) : [];
  return [{ label: "input" }, ...names.map((name) => ({ label: `input["${name}"]` }))];
}
