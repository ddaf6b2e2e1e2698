/** Puts an expression into a text at the caret: with braces, unless it is in an expression already. */
import { braces } from "./outputs";

export interface Inserted {
  text: string;
  caret: number;
}

export function insertExpression(text: string, at: number, expression: string, bare: boolean): Inserted {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const opened = before.lastIndexOf("{{");
  if (bare || opened <= before.lastIndexOf("}}"))
    return joined(before, bare ? expression : braces(expression), after);
  if (isClosed(after)) return joined(before, expression, after);
  const begun = before.slice(opened + 2);
  return begun.trim() === ""
    ? joined(before.slice(0, opened), braces(expression), after.trimStart())
    : joined(before, `${expression} }}`, after);
}

function isClosed(after: string): boolean {
  const end = after.indexOf("}}");
  const next = after.indexOf("{{");
  return end >= 0 && (next < 0 || end < next);
}

function joined(before: string, middle: string, after: string): Inserted {
  return { text: before + middle + after, caret: before.length + middle.length };
}
