/** Which control a setting gets: what the schema's hint says, else what its type suggests. */
import type { FieldSchema, Widget } from "../../model/step-types";

const KNOWN: readonly string[] = [
  "text",
  "textarea",
  "expression",
  "labels",
  "fields",
  "cases",
  "keyvalue",
  "select",
  "people",
  "workflow",
  "agent",
  "prompt",
  "knowledge",
  "number",
  "switch",
  "code",
];

export type Control = Widget | "json";

export function controlFor(schema: FieldSchema): Control {
  const hint = schema["x-ui"]?.widget;
  if (hint !== undefined && KNOWN.includes(hint)) return hint as Widget;
  if (Array.isArray(schema.enum)) return "select";
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  switch (type) {
    case "boolean":
      return "switch";
    case "integer":
    case "number":
      return "number";
    case "array":
      return schema.items?.properties ? "fields" : "labels";
    case "object":
      return "keyvalue";
    case "string":
      return "text";
    default:
      return "expression";
  }
}
