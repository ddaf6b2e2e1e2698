/** What a run gets from what came in: as it came, field by field, or a template in JSON. Pure. */

import type { TriggerKind } from "@/api/types";
import { type FormField, parseNumber } from "@/forms/schema";
import { isRecord } from "@/lib/problem";

export type MappingMode = "asIs" | "fields" | "json";

/** All three are kept while one chooses, so that going back loses nothing. */
export interface Mapping {
  mode: MappingMode;
  fields: Readonly<Record<string, string>>;
  text: string;
}

const isTemplate = (text: string): boolean => text.includes("{{");

/** What was typed for one field, in the field's own type; templates and what does not fit stay text. */
function typedValue(field: FormField | undefined, typed: string): unknown {
  if (!field || isTemplate(typed)) return typed;
  if (field.kind === "number" || field.kind === "integer") {
    const value = parseNumber(typed);
    return Number.isFinite(value) ? value : typed;
  }
  if (field.kind === "boolean") return typed === "true" ? true : typed === "false" ? false : typed;
  if (field.kind !== "json") return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

const shownAs = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function fieldTexts(input: unknown, fields: readonly FormField[]): Record<string, string> | null {
  if (!isRecord(input)) return null;
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) {
    const shown = shownAs(value);
    const back = typedValue(
      fields.find((f) => f.name === name),
      shown,
    );
    if (JSON.stringify(back) !== JSON.stringify(value)) return null;
    texts[name] = shown;
  }
  return texts;
}

export function mappingOf(input: unknown, fields: readonly FormField[]): Mapping {
  if (input === null || input === undefined) return { mode: "asIs", fields: {}, text: "" };
  const texts = fieldTexts(input, fields);
  const text = JSON.stringify(input, null, 2);
  return texts ? { mode: "fields", fields: texts, text } : { mode: "json", fields: {}, text };
}

/** The template to save; null hands on what came in. Call only when there are no faults. */
export function inputOf(mapping: Mapping, fields: readonly FormField[]): unknown {
  if (mapping.mode === "asIs") return null;
  if (mapping.mode === "json") return JSON.parse(mapping.text);
  const entries = Object.entries(mapping.fields)
    .filter(([, typed]) => typed.trim() !== "")
    .map(([name, typed]) => [
      name,
      typedValue(
        fields.find((f) => f.name === name),
        typed.trim(),
      ),
    ]);
  return Object.fromEntries(entries);
}

export function mappingFaults(mapping: Mapping, fields: readonly FormField[]): Record<string, string> {
  if (mapping.mode === "json") return isJson(mapping.text) ? {} : { input: "json" };
  if (mapping.mode === "asIs") return {};
  const missing = fields.filter((f) => f.required && f.initial === "" && !mapping.fields[f.name]?.trim());
  return Object.fromEntries(missing.map((f) => [`input.${f.name}`, "required"]));
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Switching to a mode takes over what the one before said, as far as it can say it. */
export function withMode(mapping: Mapping, mode: MappingMode, fields: readonly FormField[]): Mapping {
  if (mode === "json" && mapping.mode === "fields")
    return { ...mapping, mode, text: JSON.stringify(inputOf(mapping, fields), null, 2) };
  if (mode === "fields" && mapping.mode === "json" && isJson(mapping.text)) {
    const texts = fieldTexts(JSON.parse(mapping.text), fields);
    return texts ? { ...mapping, mode, fields: texts } : { ...mapping, mode };
  }
  return { ...mapping, mode, text: mapping.text || "{}" };
}

/** What can be referred to in what comes in through a trigger of this kind. */
export function referencesOf(kind: TriggerKind, fields: readonly FormField[]): string[] {
  switch (kind) {
    case "webhook":
      return [
        ...fields.slice(0, 4).map((f) => `input.body${member(f.name)}`),
        "input.body",
        "input.query",
        "input.headers",
        "input.method",
      ];
    case "event":
      return ["input.data", "input.name", "input.key", "input.at"];
    case "schedule":
      return ["input.date", "input.local", "input.due", "input.timezone"];
    case "form":
      return fields.map((f) => `input${member(f.name)}`);
    case "workflow_end":
      return ["input.output", "input.status", "input.workflow_name", "input.run_id", "input.error"];
  }
}

function member(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replaceAll("'", "\\'")}']`;
}

function exampleOf(field: FormField): unknown {
  switch (field.kind) {
    case "number":
    case "integer":
      return field.minimum ?? 1;
    case "boolean":
      return true;
    case "choice":
      return field.choices[0]?.value ?? "";
    case "date":
      return "2026-01-31";
    case "date-time":
      return "2026-01-31T08:00:00Z";
    case "email":
      return "ana@example.com";
    case "json":
      return {};
    default:
      return field.label;
  }
}

/** Something that could come in, to try a trigger with; null where nothing comes in but the time. */
export function sampleOf(kind: TriggerKind, fields: readonly FormField[]): unknown {
  const example = Object.fromEntries(fields.map((f) => [f.name, exampleOf(f)]));
  if (kind === "schedule") return null;
  if (kind !== "workflow_end") return example;
  return {
    run_id: `run_${"0".repeat(32)}`,
    workflow_id: `wfl_${"0".repeat(32)}`,
    workflow_name: "",
    status: "succeeded",
    output: example,
    error: null,
  };
}
