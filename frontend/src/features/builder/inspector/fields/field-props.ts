/** What every control of the inspector gets. */
import type { FieldControl } from "@/ui/field";
import type { FieldFault } from "../../model/faults";
import type { Json } from "../../model/graph";
import type { FieldSchema } from "../../model/step-types";

export interface ControlProps {
  control: FieldControl;
  label: string;
  schema: FieldSchema;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** The step whose setting this is; `null` for the workflow's own answer. */
  stepId: string | null;
  disabled: boolean;
  /** What is wrong, with its place inside the value. */
  faults?: readonly FieldFault[] | undefined;
}

export function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function asRows(value: Json | undefined): { [key: string]: Json }[] {
  return Array.isArray(value)
    ? value.map((row) =>
        typeof row === "object" && row !== null && !Array.isArray(row) ? row : { name: asText(row) },
      )
    : [];
}
