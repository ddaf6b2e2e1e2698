/**
 * References between steps inside expressions: `steps.<id>.output.<path>`, `steps["<id>"]` and `loops.<id>.item`, in `{{ … }}` and in plain conditions.
 * Finds them and rewrites them when a step gets a new id; never touches text inside quotes or outside an expression.
 */
import type { Graph, Json, JsonObject, Step } from "./graph";
import { isObject } from "./graph";
import { type Catalogue, type FieldSchema, resolve } from "./step-types";

export interface Reference {
  root: "steps" | "input" | "loops";
  /** The step's id, the name of the input, or the id of a loop around. */
  name: string;
  start: number;
  end: number;
}

const WORD = /[A-Za-z0-9_]/;
const ROOTED = /(steps|input|loops)\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(["'])([^"'\\]*)\3\s*\])/y;

/** References inside one expression (the text between the braces). `start` and `end` bound the name alone. */
export function referencesIn(expression: string): Reference[] {
  const found: Reference[] = [];
  let at = 0;
  while (at < expression.length) {
    const char = expression[at] as string;
    if (char === '"' || char === "'") at = afterString(expression, at);
    else if (!WORD.test(char)) at += 1;
    else {
      const hit = expression[at - 1] === "." ? null : rootedAt(expression, at);
      if (hit) found.push(hit.reference);
      at = hit ? hit.after : afterWord(expression, at);
    }
  }
  return found;
}

function rootedAt(expression: string, at: number): { reference: Reference; after: number } | null {
  ROOTED.lastIndex = at;
  const match = ROOTED.exec(expression);
  if (match === null) return null;
  const name = match[2] ?? match[4] ?? "";
  const after = at + match[0].length;
  const end = match[2] !== undefined ? after : expression.lastIndexOf(match[3] as string, after - 1);
  return { reference: { root: match[1] as Reference["root"], name, start: end - name.length, end }, after };
}

function afterWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && WORD.test(text[at] as string)) at += 1;
  return at;
}

export function afterString(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** The expressions in a text: each `{{ … }}`, or the whole of it when the field itself is an expression. */
export function expressionsIn(text: string, whole: boolean): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let open = text.indexOf("{{");
  if (open < 0) return whole ? [{ start: 0, end: text.length }] : [];
  while (open >= 0) {
    const close = closing(text, open + 2);
    if (close < 0) break;
    found.push({ start: open + 2, end: close });
    open = text.indexOf("{{", close + 2);
  }
  return found;
}

/** Where the braces that were opened before `from` close, or -1; braces in quotes do not count. */
export function closing(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '"' || text[at] === "'") at = afterString(text, at);
    else if (text.startsWith("}}", at)) return at;
    else at += 1;
  }
  return text.indexOf("}}", from);
}

export function referencesInText(text: string, whole = false): Reference[] {
  return expressionsIn(text, whole).flatMap(({ start, end }) =>
    referencesIn(text.slice(start, end)).map((each) => ({
      ...each,
      start: each.start + start,
      end: each.end + start,
    })),
  );
}

export function renameInText(text: string, from: string, to: string, whole = false): string {
  const hits = referencesInText(text, whole).filter((each) => each.root !== "input" && each.name === from);
  return hits.reduceRight((done, hit) => done.slice(0, hit.start) + to + done.slice(hit.end), text);
}

/** True when a string at this place is a condition or formula as a whole, without braces. */
export function isWholeExpression(schema: FieldSchema | undefined, key: string): boolean {
  return schema?.["x-expression"] === true || (schema?.type === undefined && key === "when");
}

type Visit = (text: string, whole: boolean, path: (string | number)[]) => string;

/**
 * Rebuilds a step, offering every text in its settings, in what stands in for its output and in what undoes it; keeps identity where
 * nothing changed. Paths begin at the step: `["with", "text"]`.
 */
export function mapTexts(step: Step, types: Catalogue, visit: Visit): Step {
  const settings = mapSettings(step.type, step.with, ["with"], types, visit);
  const next = settings === step.with ? step : { ...step, with: settings };
  const standIn = step.default && mapValue(step.default, {}, {}, "default", ["default"], visit);
  const undone =
    step.undo && mapSettings(step.undo.type, step.undo.with ?? {}, ["undo", "with"], types, visit);
  if (standIn === step.default && undone === step.undo?.with) return next;
  return {
    ...next,
    ...(standIn === undefined ? {} : { default: standIn }),
    ...(step.undo && undone ? { undo: { ...step.undo, with: undone } } : {}),
  };
}

function mapSettings(
  type: string,
  settings: JsonObject,
  path: (string | number)[],
  types: Catalogue,
  visit: Visit,
): JsonObject {
  const root = types.get(type)?.input_schema ?? {};
  return mapValue(settings, root, root, "with", path, visit) as JsonObject;
}

function mapValue(
  value: Json,
  schema: FieldSchema,
  root: FieldSchema,
  key: string,
  path: (string | number)[],
  visit: Visit,
): Json {
  const known = resolve(schema, root);
  if (typeof value === "string") return visit(value, isWholeExpression(known, key), path);
  if (Array.isArray(value)) {
    const next = value.map((item, at) => mapValue(item, known.items ?? {}, root, key, [...path, at], visit));
    return next.some((item, at) => item !== value[at]) ? next : value;
  }
  if (!isObject(value)) return value;
  let changed = false;
  const next: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    const field =
      known.properties?.[name] ??
      (isObject(known.additionalProperties) ? (known.additionalProperties as FieldSchema) : {});
    const mapped = mapValue(inner as Json, field, root, name, [...path, name], visit);
    if (mapped !== inner) changed = true;
    next[name] = mapped;
  }
  return changed ? next : (value as JsonObject);
}

export interface PlacedReference extends Reference {
  path: (string | number)[];
}

export function referencesOf(step: Step, types: Catalogue): PlacedReference[] {
  const found: PlacedReference[] = [];
  mapTexts(step, types, (text, whole, path) => {
    for (const each of referencesInText(text, whole)) found.push({ ...each, path });
    return text;
  });
  return found;
}

export function outputReferences(graph: Graph): PlacedReference[] {
  const found: PlacedReference[] = [];
  mapValue(graph.output, {}, {}, "output", [], (text, whole, path) => {
    for (const each of referencesInText(text, whole)) found.push({ ...each, path });
    return text;
  });
  return found;
}

/** The same graph with every reference to `from` pointing at `to`. */
export function renameReferences(graph: Graph, from: string, to: string, types: Catalogue): Graph {
  return {
    ...graph,
    steps: graph.steps.map((step) =>
      mapTexts(step, types, (text, whole) => renameInText(text, from, to, whole)),
    ),
    output: mapValue(graph.output, {}, {}, "output", [], (text, whole) =>
      renameInText(text, from, to, whole),
    ),
  };
}

/** Points the references of one step at new ids, all at once (a pasted group keeps talking among itself). */
export function renameTogether(step: Step, ids: ReadonlyMap<string, string>, types: Catalogue): Step {
  return mapTexts(step, types, (text, whole) => {
    const hits = referencesInText(text, whole).filter((each) => each.root !== "input" && ids.has(each.name));
    return hits.reduceRight(
      (done, hit) => done.slice(0, hit.start) + ids.get(hit.name) + done.slice(hit.end),
      text,
    );
  });
}
