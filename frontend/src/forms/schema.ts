/** From a JSON Schema to the fields of a form, and back from what was typed to the value. Pure: no React. */
import { humanize } from "@/lib/format";
import { isRecord } from "@/lib/problem";

export type FieldKind =
  | "text"
  | "long-text"
  | "number"
  | "integer"
  | "boolean"
  | "choice"
  | "date"
  | "date-time"
  | "email"
  | "file"
  | "json";

export interface FormField {
  name: string;
  kind: FieldKind;
  label: string;
  help: string;
  required: boolean;
  choices: Array<{ value: string; label: string }>;
  initial: Typed;
  minimum: number | null;
  maximum: number | null;
  maxLength: number | null;
}

/** What a control holds while typing: text for most, true/false for switches. */
export type Typed = string | boolean;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

function typeOf(schema: Record<string, unknown>): string {
  if (Array.isArray(schema.type)) return text(schema.type.find((t) => t !== "null"));
  return text(schema.type);
}

const byFormat: Record<string, FieldKind> = {
  file: "file",
  date: "date",
  "date-time": "date-time",
  email: "email",
};

export function kindOf(schema: Record<string, unknown>): FieldKind {
  if (Array.isArray(schema.enum)) return "choice";
  const type = typeOf(schema);
  if (type === "boolean" || type === "number" || type === "integer") return type;
  if (type === "object" || type === "array") return "json";
  const format = byFormat[text(schema.format)];
  if (format) return format;
  const hint = isRecord(schema["x-ui"]) ? text(schema["x-ui"].widget) : "";
  const long = hint === "textarea" || (number(schema.maxLength) ?? 0) > 300;
  return long ? "long-text" : "text";
}

function initialOf(schema: Record<string, unknown>, kind: FieldKind): Typed {
  const given = schema.default;
  if (kind === "boolean") return given === true;
  if (given === undefined || given === null) return "";
  return typeof given === "string" ? given : JSON.stringify(given);
}

export function fieldsOf(schema: unknown): FormField[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(schema.properties).map(([name, raw]) => {
    const property = isRecord(raw) ? raw : {};
    const kind = kindOf(property);
    const options = Array.isArray(property.enum) ? property.enum : [];
    return {
      name,
      kind,
      label: text(property.title) || humanize(name),
      help: text(property.description),
      required: required.has(name),
      choices: options.map((o) => ({
        value: String(o),
        label: typeof o === "string" ? humanize(o) : String(o),
      })),
      initial: initialOf(property, kind),
      minimum: number(property.minimum),
      maximum: number(property.maximum),
      maxLength: number(property.maxLength),
    };
  });
}

export type FieldFault = "required" | "number" | "integer" | "minimum" | "maximum" | "json" | "email";

function numberFault(field: FormField, value: number): FieldFault | null {
  if (!Number.isFinite(value)) return "number";
  if (field.kind === "integer" && !Number.isInteger(value)) return "integer";
  if (field.minimum !== null && value < field.minimum) return "minimum";
  if (field.maximum !== null && value > field.maximum) return "maximum";
  return null;
}

/** Accepts "1,5" as well as "1.5". */
export function parseNumber(typed: string): number {
  const plain = typed.trim().replace(/\s/g, "");
  return Number(plain.includes(".") ? plain : plain.replace(",", "."));
}

function isJson(typed: string): boolean {
  try {
    JSON.parse(typed);
    return true;
  } catch {
    return false;
  }
}

export function faultOf(field: FormField, typed: Typed): FieldFault | null {
  if (typeof typed === "boolean") return null;
  if (typed.trim() === "") return field.required ? "required" : null;
  if (field.kind === "number" || field.kind === "integer") return numberFault(field, parseNumber(typed));
  if (field.kind === "json") return isJson(typed) ? null : "json";
  if (field.kind === "email") return /^\S+@\S+\.\S+$/.test(typed) ? null : "email";
  return null;
}

function valueOfField(field: FormField, typed: Typed): unknown {
  if (typeof typed === "boolean") return typed;
  if (field.kind === "number" || field.kind === "integer") return parseNumber(typed);
  if (field.kind === "json") return JSON.parse(typed);
  if (field.kind === "date-time") return new Date(typed).toISOString();
  return typed;
}

export type Form = Record<string, Typed>;

export function initialForm(fields: readonly FormField[]): Form {
  return Object.fromEntries(fields.map((f) => [f.name, f.initial]));
}

export function faultsOf(fields: readonly FormField[], form: Form): Record<string, FieldFault> {
  const faults: Record<string, FieldFault> = {};
  for (const field of fields) {
    const fault = faultOf(field, form[field.name] ?? "");
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

/** The value to send: fields left empty are left out. Call only when there are no faults. */
export function valueOfForm(fields: readonly FormField[], form: Form): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const field of fields) {
    const typed = form[field.name] ?? "";
    if (typeof typed === "string" && typed.trim() === "") continue;
    value[field.name] = valueOfField(field, typed);
  }
  return value;
}
