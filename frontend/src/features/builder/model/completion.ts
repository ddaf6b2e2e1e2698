/** What may be written at a place of an expression: values that are known, what is known of steps and runs, functions of CEL. */
import functions from "./functions.json";
import { brief, canOpen, childrenOf, kindOf, rootsOfGroup, type Sources, type ValueNode } from "./known";
import type { VariableGroup } from "./outputs";
import { afterString, closing } from "./references";

export interface Place {
  /** Where the path begins that is being written, and where its last name begins. */
  from: number;
  word: number;
  path: string;
  /** "call": after something that was worked out, such as `size(x)`, of which nothing is known. */
  kind: "path" | "call";
  /** Nothing but blanks stands in the expression before it. */
  first: boolean;
}

const PATH =
  /(?:^|[^\w.\])"'])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[(?:\d+|"[^"\\]*"|'[^'\\]*')\])*(?:\.|\[\d*)?)$/;
const CALL = /[)\]}"']\s*\.\w*$/;

/** `null`: no name can stand there (in plain text, in quotes). `bare`: the whole text is an expression. */
export function placeAt(text: string, at: number, bare: boolean): Place | null {
  const start = beginning(text, at, bare);
  if (start === null || inQuotes(text, start, at)) return null;
  const before = text.slice(start, at);
  const word = at - (/\w*$/.exec(before)?.[0].length ?? 0);
  const path = PATH.exec(before)?.[1];
  if (path !== undefined) {
    const from = at - path.length;
    return { from, word, path, kind: "path", first: text.slice(start, from).trim() === "" };
  }
  if (CALL.test(before)) return { from: word, word, path: "", kind: "call", first: false };
  if (/\w$/.test(before)) return null;
  return { from: at, word: at, path: "", kind: "path", first: before.trim() === "" };
}

function beginning(text: string, at: number, bare: boolean): number | null {
  let open = text.indexOf("{{");
  if (open < 0) return bare ? 0 : null;
  while (open >= 0 && open + 2 <= at) {
    const close = closing(text, open + 2);
    if (close < 0 || at <= close) return open + 2;
    open = text.indexOf("{{", close + 2);
  }
  return null;
}

function inQuotes(text: string, start: number, at: number): boolean {
  let here = start;
  while (here < at) {
    const quote = text[here] === '"' || text[here] === "'";
    here = quote ? afterString(text, here) : here + 1;
  }
  return here > at;
}

export interface Proposal {
  label: string;
  /** What it replaces: the whole path, or its last name. */
  replaces: "path" | "word";
  kind: "value" | "state" | "function";
  /** A value's last value; for the others the key of a line about it. */
  detail: string;
  group: VariableGroup | "run" | "functions";
  /** What is written instead of the label, and where in it the caret is then. */
  insert?: { text: string; caret: number };
  example?: string;
}

export interface Known {
  groups: readonly VariableGroup[];
  sources: Sources;
}

/** In the order of the list of values; then functions, and what is rarely wanted. */
export function proposalsAt(place: Place, known: Known): Proposal[] {
  const parent = place.path.replace(/(?:\.\w*|\[\d*|^\w*)$/, "");
  if (place.kind === "call") return calls("any");
  if (parent === "") return everything(known);
  const found = nodeAt(parent, known);
  if (found) return [...valuesOf(found.group, childrenOf(found.node)), ...calls(typeOf(found.node))];
  const inside = everything(known).filter((each) => each.label.startsWith(`${parent}.`));
  return inside.length > 0 ? inside : calls("any");
}

function everything({ groups, sources }: Known): Proposal[] {
  return [
    ...groups.flatMap((group) => valuesOf(group, rootsOfGroup(group, sources))),
    ...groups.flatMap(statesOf),
    ...globals,
    ...runFields,
  ];
}

const DEEPEST = 4;
const MOST = 400;

function valuesOf(group: VariableGroup, nodes: readonly ValueNode[]): Proposal[] {
  const named: Proposal[] = [];
  const walk = (each: ValueNode, level: number): void => {
    if (named.length >= MOST) return;
    named.push({ label: each.expression, replaces: "path", kind: "value", detail: shown(each), group });
    if (level < DEEPEST && canOpen(each)) for (const child of childrenOf(each)) walk(child, level + 1);
  };
  for (const node of nodes) walk(node, 0);
  return named;
}

function shown(node: ValueNode): string {
  if (!node.known) return node.description;
  const line = brief(node.known.value);
  return "text" in line ? line.text : `(${line.count})`;
}

/** The value that this path leads to, however deep. */
function nodeAt(path: string, known: Known): { node: ValueNode; group: VariableGroup } | null {
  const wanted = path.replaceAll("'", '"');
  for (const group of known.groups) {
    const base = group.step === null ? "input" : `steps.${group.step}.output`;
    let level = rootsOfGroup(group, known.sources);
    if (!group.round && wanted === base && !level.some((each) => each.expression === base))
      return { node: containing(base, level), group };
    for (;;) {
      const next: ValueNode | undefined = level.find((each) => leadsTo(each.expression, wanted));
      if (next?.expression === wanted) return { node: next, group };
      if (next === undefined) break;
      level = childrenOf(next);
    }
  }
  return null;
}

function leadsTo(expression: string, wanted: string): boolean {
  if (!wanted.startsWith(expression)) return false;
  const next = wanted[expression.length];
  return next === undefined || next === "." || next === "[";
}

/** What a step produced as a whole, of which the list of values shows the parts. */
function containing(expression: string, parts: readonly ValueNode[]): ValueNode {
  const children = parts.map((each) => [each.name, each.known?.value] as const);
  const declared = parts
    .filter((each) => each.known === undefined)
    .map(({ expression, name, type, description, declared }) => ({
      expression,
      name,
      type,
      description,
      children: [...declared],
    }));
  return {
    expression,
    name: expression,
    type: "object",
    description: "",
    declared,
    known: { value: Object.fromEntries(children.filter(([, value]) => value !== undefined)) },
  };
}

function statesOf(group: VariableGroup): Proposal[] {
  if (group.step === null || group.round) return [];
  return ["status", "error"].map((name) => ({
    label: `steps.${group.step}.${name}`,
    replaces: "path",
    kind: "state",
    detail: name,
    group,
  }));
}

const RUN_FIELDS = [
  "id",
  "workflow_id",
  "workflow_name",
  "version",
  "agent_id",
  "trigger",
  "trigger_id",
  "started_by",
  "started_at",
];

const runFields: Proposal[] = RUN_FIELDS.map((name) => ({
  label: `run.${name}`,
  replaces: "path",
  kind: "state",
  detail: `run.${name}`,
  group: "run",
}));

type Subject = "any" | "text" | "list" | "moment" | "none";

function typeOf(node: ValueNode): Subject {
  const type = node.known ? kindOf(node.known.value) : node.type;
  if (type === "string" || type === "date") return "text";
  if (type === "array") return "list";
  return type === "any" ? "any" : "none";
}

function proposed(each: (typeof functions)[number], replaces: Proposal["replaces"]): Proposal {
  const round = /\(i, /.test(each.call);
  const given = round ? "i, " : "";
  const empty = each.call.endsWith("()");
  const text = `${each.name}(${given})`;
  return {
    label: each.name,
    replaces,
    kind: "function",
    detail: `function.${each.name}`,
    group: "functions",
    insert: { text, caret: empty ? text.length : text.length - 1 },
    example: each.call,
  };
}

const globals = functions.filter((each) => each.on === "any").map((each) => proposed(each, "path"));

/** Functions that are written after what they work on: `text.trim()`. */
function calls(subject: Subject): Proposal[] {
  return functions
    .filter((each) => each.on !== "any" && (subject === "any" || each.on === subject))
    .map((each) => proposed(each, "word"));
}
