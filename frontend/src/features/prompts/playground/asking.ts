/** What a model is sent. Pure. */
import type { Content, Rendered } from "@/api/prompts";

/** A kept version: the platform fills it in, and counts the answer for it. */
export function byPrompt(
  model: string,
  name: string,
  version: number,
  variables: Record<string, unknown>,
  content: Content,
) {
  const chosen = model || content.model;
  return { ...(chosen ? { model: chosen } : {}), prompt: { name, version, variables }, messages: [] };
}

/** Words that are not kept: what they came to, with the settings they were written for. */
export function byWords(model: string, rendered: Rendered, content: Content) {
  const { temperature, max_tokens, top_p, stop, effort, format } = content.settings;
  const chosen = model || content.model;
  const said = {
    model: chosen || undefined,
    messages: rendered.messages,
    temperature: temperature ?? undefined,
    max_completion_tokens: max_tokens ?? undefined,
    top_p: top_p ?? undefined,
    stop: stop.length > 0 ? stop : undefined,
    reasoning_effort: effort ?? undefined,
    response_format: formatOf(format),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function formatOf(format: Content["settings"]["format"]) {
  if (typeof format !== "string")
    return {
      type: "json_schema",
      json_schema: { name: format.name ?? "answer", schema: format.body, strict: false },
    };
  return format === "json" ? { type: "json_object" } : undefined;
}

/** Whether this is still what was opened, so that an answer counts for that version. */
export function isUnchanged(content: Content, opened: Content | null): boolean {
  return opened !== null && JSON.stringify(content) === JSON.stringify(opened);
}
