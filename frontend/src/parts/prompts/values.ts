/** What is typed for a variable, and the value it stands for. Pure. */
import type { Variable } from "@/api/prompts";

export type Texts = Readonly<Record<string, string>>;
type Fault = "number" | "json" | "list" | "object" | "missing";
export interface Read {
  values: Record<string, unknown>;
  faults: Record<string, Fault>;
}

/** The values of a form. What is left empty is not sent: its default holds, or the server says that it is missing. */
export function readValues(variables: readonly Variable[], texts: Texts): Read {
  const read: Read = { values: {}, faults: {} };
  for (const variable of variables) {
    const text = texts[variable.name] ?? "";
    if (text.trim() === "") {
      if (variable.required && variable.default === null) read.faults[variable.name] = "missing";
      continue;
    }
    const [value, fault] = readValue(variable.type, text);
    if (fault) read.faults[variable.name] = fault;
    else read.values[variable.name] = value;
  }
  return read;
}

export function readValue(type: Variable["type"], text: string): [value: unknown, fault: Fault | null] {
  if (type === "number") {
    const value = Number(text.trim().replace(",", "."));
    return Number.isFinite(value) ? [value, null] : [null, "number"];
  }
  if (type === "boolean") return [text === "true", null];
  if (type === "list") return readList(text);
  if (type === "object") {
    const value = readJson(text);
    const fits = typeof value === "object" && value !== null && !Array.isArray(value);
    return fits ? [value, null] : [null, "object"];
  }
  return [text, null];
}

/** A line an item; what begins with a bracket is JSON. */
function readList(text: string): [value: unknown, fault: Fault | null] {
  if (!text.trimStart().startsWith("[")) {
    const lines = text.split("\n").map((line) => line.trim());
    return [lines.filter((line) => line !== ""), null];
  }
  const value = readJson(text);
  return Array.isArray(value) ? [value, null] : [null, "list"];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value as it is typed. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  const plain =
    Array.isArray(value) && value.every((each) => typeof each === "string" && !each.includes("\n"));
  if (plain) return (value as string[]).join("\n");
  return typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);
}

const NAMED = /\{\{-?\s*([A-Za-z][A-Za-z0-9_]*)/g;
const LOOPED = /\{%-?\s*for\s+\w+\s+in\s+([A-Za-z][A-Za-z0-9_]*)/g;
const INSIDE = /\{%-?\s*(?:for|assign)\s+([A-Za-z][A-Za-z0-9_]*)/g;
const ASKED = /\{%-?\s*(?:if|unless|elsif|case)\s+([A-Za-z][A-Za-z0-9_]*)/g;

/** The names that texts write out and nobody has declared: what could be added to the variables. */
export function undeclared(texts: readonly string[], declared: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const own = new Set([...text.matchAll(INSIDE)].map((match) => match[1]));
    for (const pattern of [NAMED, LOOPED, ASKED])
      for (const [, name] of text.matchAll(pattern))
        if (name && !own.has(name) && !reserved.has(name) && !declared.includes(name)) found.add(name);
  }
  return [...found];
}

const reserved = new Set(["forloop", "true", "false", "nil", "null", "empty", "blank"]);
