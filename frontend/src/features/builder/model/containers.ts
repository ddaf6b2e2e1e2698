/** Steps that stand in others: what is a container, what is inside it, what is around a step, and what expressions in it see. */
import { type Graph, neighbours, type Step, upstream } from "./graph";
import type { StepType } from "./step-types";

/** A container's id, or `null` for the workflow itself. Wires join only steps of one scope. */
export type Scope = string | null;

const containers: readonly string[] = ["for_each", "repeat", "try"];

/** A catalogue that does not say which types take steps inside is asked by name. */
export function isContainer(type: Pick<StepType, "container" | "type"> | undefined): boolean {
  return type?.container ?? containers.includes(type?.type ?? "");
}

interface Nesting {
  /** The container around each step that stands in one. */
  around: ReadonlyMap<string, string>;
  inside: ReadonlyMap<Scope, readonly Step[]>;
}

const known = new WeakMap<readonly Step[], Nesting>();

/** Steps that are said to be in a step that is gone, or in themselves, count as the workflow's own: everything can be seen. */
function nestingOf(steps: readonly Step[]): Nesting {
  const found = known.get(steps);
  if (found) return found;
  const said = new Map(steps.map((step) => [step.id, step.in]));
  const around = new Map<string, string>();
  const inside = new Map<Scope, Step[]>();
  for (const step of steps) {
    const scope = step.in !== undefined && said.has(step.in) && !circles(step.id, said) ? step.in : null;
    if (scope !== null) around.set(step.id, scope);
    const members = inside.get(scope);
    if (members) members.push(step);
    else inside.set(scope, [step]);
  }
  const nesting = { around, inside };
  known.set(steps, nesting);
  return nesting;
}

function circles(start: string, said: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let id = said.get(start); id !== undefined; id = said.get(id)) {
    if (id === start) return true;
    if (seen.has(id)) return false;
    seen.add(id);
  }
  return false;
}

type Steps = Pick<Graph, "steps">;
const none: readonly Step[] = [];

export function scopeOf(graph: Steps, id: string): Scope {
  return nestingOf(graph.steps).around.get(id) ?? null;
}

/** The steps that stand in this scope itself, not in what is inside it. */
export function membersOf(graph: Steps, scope: Scope): readonly Step[] {
  return nestingOf(graph.steps).inside.get(scope) ?? none;
}

/** The containers around a step, the innermost first. */
export function aroundOf(graph: Steps, id: string): string[] {
  const { around } = nestingOf(graph.steps);
  const found: string[] = [];
  for (let at = around.get(id); at !== undefined; at = around.get(at)) found.push(at);
  return found;
}

/** Everything inside these steps, however deep; not the steps themselves. */
export function insideOf(graph: Steps, ids: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const step of membersOf(graph, id)) {
      if (found.has(step.id)) continue;
      found.add(step.id);
      open.push(step.id);
    }
  }
  return found;
}

/** Those of `ids` that stand in none of the others: what a gesture moves, the rest goes along. */
export function rootsOf(graph: Steps, ids: Iterable<string>): string[] {
  const chosen = new Set(ids);
  return [...chosen].filter((id) => !aroundOf(graph, id).some((each) => chosen.has(each)));
}

/** Scopes from the outside in: each container comes before what is inside it. */
export function outsideIn(graph: Steps): Step[] {
  const order: Step[] = [];
  const walk = (scope: Scope): void => {
    for (const step of membersOf(graph, scope)) {
      order.push(step);
      walk(step.id);
    }
  };
  walk(null);
  return order;
}

/** The steps whose outputs are known when this one starts: those before it, and those before each container around it. */
export function visibleFrom(graph: Graph, id: string, near = neighbours(graph)): Set<string> {
  const seen = upstream(graph, id, near);
  for (const each of aroundOf(graph, id)) for (const before of upstream(graph, each, near)) seen.add(before);
  return seen;
}

/** Settings of a container that are worked out at the end of each round: they see what is inside. */
export const EACH_ROUND: readonly string[] = ["output", "until"];

/** What the steps inside see of the round they are in. */
const roundNames: { [type: string]: readonly string[] } = {
  for_each: ["item", "index"],
  repeat: ["previous", "index"],
};

export function roundValuesOf(step: Pick<Step, "type">): readonly string[] {
  return roundNames[step.type] ?? [];
}
