/** The values behind variables: pinned, of the shown run, or of the newest run; as a tree that can be opened and searched. */
import { type Graph, isObject, type Json } from "./graph";
import type { Variable, VariableGroup } from "./outputs";

export type Origin = "pin" | "shown" | "run";

export interface KnownValue {
  value: unknown;
  origin: Origin;
}

export interface Sources {
  input: KnownValue | null;
  /** By id: what came out of a step. */
  outputs: ReadonlyMap<string, KnownValue>;
  /** By id of a loop: the list it goes through. */
  lists: ReadonlyMap<string, readonly unknown[]>;
}

interface Seen {
  step_id: string;
  status: string;
  input: unknown;
  output: unknown;
}

/** What tests will use comes first: pinned data, then the run that is shown, then the newest run that has the step. */
export function sourcesOf(
  graph: Graph,
  shown: Iterable<Seen>,
  known: Iterable<Seen>,
  inputs: { shown: unknown; newest: unknown },
): Sources {
  const outputs = new Map<string, KnownValue>();
  const lists = new Map<string, readonly unknown[]>();
  for (const step of graph.steps)
    if (step.pinned) outputs.set(step.id, { value: step.pinned.output, origin: "pin" });
  const take = (steps: Iterable<Seen>, origin: Origin) => {
    for (const each of steps) {
      const list = isObject(each.input) ? each.input.items : undefined;
      if (Array.isArray(list) && !lists.has(each.step_id)) lists.set(each.step_id, list);
      if (each.status === "succeeded" && !outputs.has(each.step_id))
        outputs.set(each.step_id, { value: each.output, origin });
    }
  };
  take(shown, "shown");
  take(known, "run");
  const input: KnownValue | null =
    inputs.shown !== undefined && inputs.shown !== null
      ? { value: inputs.shown, origin: "shown" }
      : inputs.newest !== undefined && inputs.newest !== null
        ? { value: inputs.newest, origin: "run" }
        : null;
  return { input, outputs, lists };
}

export interface ValueNode {
  expression: string;
  name: string;
  type: string;
  description: string;
  /** Absent: nothing is known of it. */
  known?: { value: unknown };
  declared: readonly Variable[];
}

const MOST_ITEMS = 50;

/** The first level of a group, with the whole output where it is no object. */
export function rootsOfGroup(group: VariableGroup, sources: Sources): ValueNode[] {
  if (group.round) return group.variables.map((each) => roundNode(each, group.step ?? "", sources));
  const found = group.step === null ? sources.input : sources.outputs.get(group.step);
  const base = group.step === null ? "input" : `steps.${group.step}.output`;
  const root: ValueNode = {
    expression: base,
    name: base,
    type: "any",
    description: "",
    declared: group.variables,
    ...(found ? { known: { value: found.value } } : {}),
  };
  if (found && !isObject(found.value)) return [{ ...root, name: "output", declared: [] }];
  return childrenOf(root);
}

function roundNode(variable: Variable, loop: string, sources: Sources): ValueNode {
  const list = sources.lists.get(loop);
  const value =
    variable.name === "index" ? 0 : variable.name === "item" && list?.length ? list[0] : undefined;
  return { ...plain(variable), ...(value === undefined ? {} : { known: { value } }) };
}

function plain(variable: Variable): ValueNode {
  const { expression, name, type, description, children } = variable;
  return { expression, name, type, description, declared: children };
}

export function canOpen(node: ValueNode): boolean {
  const value = node.known?.value;
  if (Array.isArray(value)) return value.length > 0;
  return (isObject(value) && Object.keys(value).length > 0) || node.declared.length > 0;
}

/** What is promised and what is there, in this order; of a list its first items. */
export function childrenOf(node: ValueNode): ValueNode[] {
  const value = node.known?.value;
  if (Array.isArray(value))
    return value.slice(0, MOST_ITEMS).map((item, at) => found(`${node.expression}[${at}]`, `[${at}]`, item));
  const there = isObject(value) ? value : {};
  const declared = node.declared.map((each) => ({
    ...plain(each),
    ...(each.name in there ? { known: { value: there[each.name] } } : {}),
  }));
  const names = new Set(declared.map((each) => each.name));
  const others = Object.entries(there).filter(([name]) => !names.has(name));
  return [...declared, ...others.map(([name, each]) => found(node.expression + member(name), name, each))];
}

function found(expression: string, name: string, value: unknown): ValueNode {
  return { expression, name, type: kindOf(value), description: "", declared: [], known: { value } };
}

function member(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `["${name.replaceAll('"', '\\"')}"]`;
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null || value === undefined) return "any";
  if (typeof value === "number") return "number";
  return typeof value;
}

export interface Line {
  node: ValueNode;
  level: number;
  parent: string | null;
  open: boolean;
  /** It is what was searched for, not only around it. */
  hit: boolean;
}

const DEEPEST = 8;
const MOST_LOOKED_AT = 4_000;
const MOST_LINES = 300;

/** The lines to show: what is open; or, when something is searched, what matches by path or value, with what is around it. */
export function linesOf(roots: readonly ValueNode[], opened: ReadonlySet<string>, search: string): Line[] {
  const wanted = search.trim().toLowerCase();
  const lines: Line[] = [];
  let looked = 0;
  const walk = (nodes: readonly ValueNode[], level: number, parent: string | null): boolean => {
    let any = false;
    for (const node of nodes) {
      looked += 1;
      if (looked > MOST_LOOKED_AT || lines.length >= MOST_LINES) return any;
      const at = lines.length;
      const open = canOpen(node) && (wanted !== "" ? level < DEEPEST : opened.has(node.expression));
      const found = matches(node, wanted);
      lines.push({ node, level, parent, open, hit: found });
      const inside = open && walk(childrenOf(node), level + 1, node.expression);
      if (!inside && !found) lines.length = at;
      else if (wanted !== "" && !inside) lines[at] = { node, level, parent, open: false, hit: true };
      any ||= inside || found;
    }
    return any;
  };
  walk(roots, 0, null);
  return lines;
}

function matches(node: ValueNode, wanted: string): boolean {
  if (wanted === "" || node.name.toLowerCase().includes(wanted)) return true;
  if (wanted.length > 2 && /[.[]/.test(wanted) && node.expression.toLowerCase().includes(wanted)) return true;
  const value = node.known?.value;
  return value !== undefined && value !== null && typeof value !== "object"
    ? String(value).toLowerCase().includes(wanted)
    : false;
}

/** A value on one line; lists and groups are told by their size. */
export function brief(value: unknown): { text: string } | { count: number; kind: "items" | "fields" } {
  if (Array.isArray(value)) return { count: value.length, kind: "items" };
  if (isObject(value)) return { count: Object.keys(value).length, kind: "fields" };
  const text = typeof value === "string" ? value.replace(/\s+/g, " ").trim() : String(value ?? "–");
  return { text: text.length > 60 ? `${text.slice(0, 59)}…` : text };
}

/** The pinned outputs that a text names: what stands for the data of runs when it is worked out. */
export function pinnedIn(graph: Graph, ids: Iterable<string>): { [step: string]: Json } {
  const found: { [step: string]: Json } = {};
  for (const id of ids) {
    const pinned = graph.steps.find((step) => step.id === id)?.pinned;
    if (pinned) found[id] = pinned.output;
  }
  return found;
}
