/** How a version is called from a program: a command to copy, with an input that fits. */
import type { Graph, JsonSchema } from "@/api/types";
import { isRecord } from "@/lib/problem";

/** An example of each value that a run needs. */
export function exampleInput(schema: JsonSchema | undefined): Record<string, unknown> {
  const properties = isRecord(schema?.properties) ? schema.properties : {};
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, exampleOf(each)]));
}

function exampleOf(schema: unknown): unknown {
  if (!isRecord(schema)) return "…";
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  if (type === "array") return [];
  if (type === "object") return exampleInput(schema);
  return schema.format === "date" ? "2026-01-31" : "…";
}

export function curlFor(
  origin: string,
  workflowId: string,
  version: number,
  graph: Graph | undefined,
): string {
  const body = JSON.stringify({ input: exampleInput(graph?.input), version });
  return [
    `curl -X POST '${origin}/api/company/v1/workflows/${workflowId}/runs?wait=30'`,
    `-H "Authorization: Bearer $TOKEN"`,
    `-H "Idempotency-Key: $(uuidgen)"`,
    `-H 'Content-Type: application/json'`,
    `-d '${body.replaceAll("'", "'\\''")}'`,
  ].join(" \\\n  ");
}
