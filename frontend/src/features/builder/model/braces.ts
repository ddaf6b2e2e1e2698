/** What typing does around `{{ … }}`: they come as a pair, and what stands there already is typed over. */

export interface Typed {
  insert: string;
  /** How many of the characters behind the caret make way. */
  eaten: number;
  /** Where the caret is then, counted from where it was. */
  caret: number;
}

/** `null`: the character goes in as it is. */
export function typedBraces(before: string, after: string, typed: string): Typed | null {
  if (typed === "{") return /(^|[^{]){$/.test(before) && !closes(after) ? pair(after) : null;
  if (before.lastIndexOf("{{") <= before.lastIndexOf("}}")) return null;
  if (typed === " ") return before.endsWith("{{ ") ? { insert: "", eaten: 0, caret: 0 } : null;
  if (typed !== "}") return null;
  const end = before.endsWith("}") ? /^}/.exec(after) : /^ *}(?=})/.exec(after);
  return end ? { insert: "}", eaten: end[0].length, caret: 1 } : null;
}

function pair(after: string): Typed {
  return { insert: "{  }}", eaten: after.startsWith("}") ? 1 : 0, caret: 2 };
}

function closes(after: string): boolean {
  const end = after.indexOf("}}");
  const next = after.indexOf("{{");
  return end >= 0 && (next < 0 || end < next);
}
