/** The workflow's input as rows that people edit, and back to JSON Schema. What a row does not show is kept. */
import type { InputSchema, JsonObject } from "./graph";

export const INPUT_KINDS = ["text", "number", "boolean", "date", "choice", "file"] as const;
export type InputKind = (typeof INPUT_KINDS)[number] | "other";

export interface InputRow {
  name: string;
  kind: InputKind;
  required: boolean;
  choices: string[];
  raw: JsonObject;
}

export function kindOf(schema: JsonObject): InputKind {
  if (Array.isArray(schema.enum)) return "choice";
  if (schema.type === "boolean") return "boolean";
  if (schema.type === "number" || schema.type === "integer") return "number";
  if (schema.type !== "string") return "other";
  if (schema.format === "file") return "file";
  return schema.format === "date" ? "date" : "text";
}

export function inputRows(input: InputSchema): InputRow[] {
  return Object.entries(input.properties).map(([name, raw]) => ({
    name,
    kind: kindOf(raw),
    required: input.required.includes(name),
    choices: Array.isArray(raw.enum) ? raw.enum.map(String) : [],
    raw,
  }));
}

const shapes: { [K in Exclude<InputKind, "other">]: (row: InputRow) => JsonObject } = {
  text: () => ({ type: "string" }),
  number: (row) => ({ type: row.raw.type === "integer" ? "integer" : "number" }),
  boolean: () => ({ type: "boolean" }),
  date: () => ({ type: "string", format: "date" }),
  choice: (row) => ({ type: "string", enum: row.choices }),
  file: () => ({ type: "string", format: "file" }),
};

export function schemaOf(rows: readonly InputRow[], before: InputSchema): InputSchema {
  const properties: InputSchema["properties"] = {};
  for (const row of rows) {
    const unchanged = kindOf(row.raw) === row.kind && row.kind !== "choice";
    if (row.kind === "other" || unchanged) properties[row.name] = row.raw;
    else {
      const { type: _type, format: _format, enum: _enum, ...rest } = row.raw;
      properties[row.name] = { ...rest, ...shapes[row.kind](row) };
    }
  }
  return { ...before, properties, required: rows.filter((row) => row.required).map((row) => row.name) };
}
