/** Colours for expressions: CEL as a whole, or between `{{` and `}}` in a text that has none. */
import { HighlightStyle, StreamLanguage, type StringStream } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

interface Where {
  inside: boolean;
}

export function expressionLanguage(bare: boolean): Extension {
  return StreamLanguage.define<Where>({
    startState: () => ({ inside: bare }),
    token: (stream, where) => (where.inside ? inExpression(stream, where, bare) : inText(stream, where)),
    tokenTable: { braces: tags.brace, call: tags.function(tags.variableName) },
  });
}

function inText(stream: StringStream, where: Where): string | null {
  if (stream.match("{{")) {
    where.inside = true;
    return "braces";
  }
  if (!stream.skipTo("{{")) stream.skipToEnd();
  return null;
}

function inExpression(stream: StringStream, where: Where, bare: boolean): string | null {
  if (stream.eatSpace()) return null;
  if (!bare && stream.match("}}")) {
    where.inside = false;
    return "braces";
  }
  if (bare && (stream.match("{{") || stream.match("}}"))) return "braces";
  if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return "string";
  if (stream.match(/^\d+(?:\.\d+)?/)) return "number";
  if (stream.match(/^(?:true|false|null|in)\b/)) return "keyword";
  if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return "call";
  if (stream.match(/^[A-Za-z_]\w*/)) return "propertyName";
  stream.next();
  return "operator";
}

export const expressionColours = HighlightStyle.define([
  { tag: tags.brace, color: "var(--muted)" },
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.function(tags.variableName), color: "var(--run)" },
  { tag: tags.string, color: "var(--ok)" },
  { tag: [tags.number, tags.keyword], color: "var(--warn)" },
]);
