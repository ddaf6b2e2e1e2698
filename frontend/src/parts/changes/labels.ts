/** What a field of a step is called: as its form calls it, else its name in words. */
import type { JsonSchema, StepType } from "@/api/types";
import { humanize } from "@/lib/format";
import { isRecord } from "@/lib/problem";

type Translate = (key: string) => string;

/** Fields of a step, and of the workflow, that no form's schema describes. */
const KNOWN = [
  "name",
  "type",
  "timeout",
  "retry",
  "join",
  "in",
  "default",
  "undo",
  "pinned",
  "effect",
  "input",
  "output",
  "text",
  "colour",
  "members",
];

export function fieldLabel(path: readonly string[], type: StepType | undefined, t: Translate): string {
  const [first = "", ...inner] = path;
  if (first === "with") return inner.length === 0 ? t("field.settings") : inSchema(inner, type?.input_schema);
  const head = KNOWN.includes(first) ? t(`field.${first}`) : humanize(first);
  const rest = first === "input" ? inner.filter((part, at) => !(at === 0 && part === "properties")) : inner;
  return joined([head, ...rest.map(words)]);
}

function inSchema(path: readonly string[], schema: JsonSchema | undefined): string {
  const parts: string[] = [];
  let at: unknown = schema;
  for (const part of path) {
    const properties = isRecord(at) && isRecord(at.properties) ? at.properties : {};
    at = properties[part] ?? (isRecord(at) ? (at.items ?? at.additionalProperties) : undefined);
    parts.push(labelOf(at) ?? words(part));
  }
  return joined(parts);
}

function labelOf(schema: unknown): string | null {
  if (!isRecord(schema)) return null;
  const hints = isRecord(schema["x-ui"]) ? schema["x-ui"] : {};
  for (const label of [hints.label, schema.title])
    if (typeof label === "string" && label !== "") return label;
  return null;
}

/** Places in a list count from one. */
function words(part: string): string {
  return /^\d+$/.test(part) ? String(Number(part) + 1) : humanize(part);
}

function joined(parts: readonly string[]): string {
  return parts.join(" › ");
}
