/** Reads JSON that somebody types, and says where it goes wrong. What browsers say of it differs and often names no place. */

export type Read = { ok: true; value: unknown } | { ok: false; line: number; column: number };

export function readJson(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    const before = text.slice(0, faultIn(text)).split("\n");
    return { ok: false, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  /(?:([{}[\]:,])|("(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

type Wants = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "after";

/** The place of the first sign that cannot stand where it stands. Follows the grammar of RFC 8259 with a stack, however deep. */
function faultIn(text: string): number {
  const open: string[] = [];
  let wants: Wants | null = "value";
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    const start: number = at + (SPACE.exec(text)?.[0].length ?? 0);
    TOKEN.lastIndex = start;
    const token: RegExpExecArray | null = TOKEN.exec(text);
    if (token === null) return start;
    wants = next(wants, token[1] ?? (token[2] ? "text" : "word"), open);
    if (wants === null) return start;
    at = TOKEN.lastIndex;
  }
}

/** What may follow a token; `null`: the token may not stand here. `open` has the ends that are still to come. */
function next(wants: Wants, token: string, open: string[]): Wants | null {
  switch (wants) {
    case "value":
      return begin(token, open);
    case "valueOrEnd":
      return token === "]" ? end(open) : begin(token, open);
    case "name":
      return token === "text" ? "colon" : null;
    case "nameOrEnd":
      return token === "}" ? end(open) : next("name", token, open);
    case "colon":
      return token === ":" ? "value" : null;
    case "after":
      if (token === open.at(-1)) return end(open);
      return token === "," && open.length > 0 ? (open.at(-1) === "}" ? "name" : "value") : null;
  }
}

function begin(token: string, open: string[]): Wants | null {
  if (token === "text" || token === "word") return "after";
  if (token !== "{" && token !== "[") return null;
  open.push(token === "{" ? "}" : "]");
  return token === "{" ? "nameOrEnd" : "valueOrEnd";
}

function end(open: string[]): Wants {
  open.pop();
  return "after";
}
