/**
 * What the builder can tell before the server is asked: missing settings, references that lead nowhere, steps that nothing reaches.
 * Mirrors the server's validation and never stands in for it.
 */
import { aroundOf, EACH_ROUND, isContainer, membersOf, scopeOf, visibleFrom } from "./containers";
import { ERROR_PORT, edgeKey, type Graph, neighbours, type Step } from "./graph";
import { loopsAround } from "./outputs";
import { exitsOf, leavesByExit } from "./ports";
import { outputReferences, type PlacedReference, type Reference, referencesOf } from "./references";
import { type Catalogue, type FieldSchema, resolve } from "./step-types";

export type ProblemCode =
  | "noSteps"
  | "unknownType"
  | "duplicateId"
  | "missingField"
  | "unknownStepReference"
  | "laterStepReference"
  | "innerStepReference"
  | "unknownInputReference"
  | "danglingEdge"
  | "unknownExit"
  | "cycle"
  | "unconnected"
  | "noBranchUsed"
  | "emptyContainer"
  | "lostContainer"
  | "acrossBorder"
  | "unknownLoop"
  | "disabledReference";

export interface Problem {
  severity: "error" | "warning";
  step: string | null;
  /** The setting's name, or `null` for the step as a whole. */
  field: string | null;
  pointer: string;
  code?: ProblemCode;
  values?: { [name: string]: string };
  /** The server's sentence. A problem found here has a code instead and is put into words by the screen. */
  message?: string;
  source: "client" | "server";
}

export function validate(graph: Graph, types: Catalogue): Problem[] {
  if (graph.steps.length === 0) return [problem("error", null, null, "noSteps", "/steps")];
  return [
    ...duplicateIds(graph),
    ...graph.steps.flatMap((step, at) => settingsProblems(step, at, types)),
    ...referenceProblems(graph, types),
    ...edgeProblems(graph, types),
    ...placeProblems(graph, types),
    ...reachProblems(graph, types),
  ];
}

/** The server's findings join ours; where both speak of the same field the server's sentence is left out. */
export function mergeProblems(client: readonly Problem[], server: readonly Problem[]): Problem[] {
  const said = new Set(client.map((each) => `${each.step}|${each.field}`));
  return [...client, ...server.filter((each) => !said.has(`${each.step}|${each.field}`))];
}

function problem(
  severity: Problem["severity"],
  step: string | null,
  field: string | null,
  code: ProblemCode,
  pointer: string,
  values: { [name: string]: string } = {},
): Problem {
  return { severity, step, field, pointer, code, values, source: "client" };
}

function duplicateIds(graph: Graph): Problem[] {
  const seen = new Set<string>();
  return graph.steps.flatMap((step, at) => {
    const again = seen.has(step.id);
    seen.add(step.id);
    return again
      ? [problem("error", step.id, "id", "duplicateId", `/steps/${at}/id`, { step: step.id })]
      : [];
  });
}

function settingsProblems(step: Step, at: number, types: Catalogue): Problem[] {
  const type = types.get(step.type);
  if (type === undefined)
    return [problem("error", step.id, null, "unknownType", `/steps/${at}/type`, { type: step.type })];
  if (step.disabled) return [];
  const root = type.input_schema;
  return (root.required ?? [])
    .filter((name) => isBlank(step.with[name]))
    .map((name) => {
      const field = resolve(root.properties?.[name] ?? {}, root);
      return problem("error", step.id, name, "missingField", `/steps/${at}/with/${name}`, {
        field: labelOf(name, field),
      });
    });
}

export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

export function labelOf(name: string, schema: FieldSchema): string {
  return schema["x-ui"]?.label ?? schema.title ?? name;
}

function referenceProblems(graph: Graph, types: Catalogue): Problem[] {
  const ids = new Set(graph.steps.map((step) => step.id));
  const near = neighbours(graph);
  const found = graph.steps.flatMap((step, at) => {
    const references = referencesOf(step, types);
    if (references.length === 0) return [];
    const seen = visibleFrom(graph, step.id, near);
    return references.flatMap((each) => stepReference(graph, types, step, at, each, ids, seen));
  });
  const outside = new Set(membersOf(graph, null).map((step) => step.id));
  for (const each of outputReferences(graph)) {
    const wrong = each.root === "loops" ? null : wrongReference(each, graph, ids, outside);
    const pointer = `/output/${each.path.join("/")}`;
    if (wrong) found.push(problem(wrong[0], null, "output", wrong[1], pointer, { name: each.name }));
  }
  return found;
}

function stepReference(
  graph: Graph,
  types: Catalogue,
  step: Step,
  at: number,
  reference: PlacedReference,
  ids: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): Problem[] {
  const [part, name] = reference.path;
  const eachRound = part === "with" && EACH_ROUND.includes(String(name)) && isContainer(types.get(step.type));
  const inside = eachRound && scopeOf(graph, reference.name) === step.id;
  const wrong =
    reference.root === "loops"
      ? wrongLoop(graph, step, reference, eachRound)
      : wrongReference(reference, graph, ids, inside ? ids : seen, step.id);
  const pointer = `/steps/${at}/${reference.path.join("/")}`;
  const field = String((part === "with" ? name : part) ?? "");
  return wrong ? [problem(wrong[0], step.id, field, wrong[1], pointer, { name: reference.name })] : [];
}

function wrongLoop(
  graph: Graph,
  step: Step,
  reference: Reference,
  eachRound: boolean,
): [Problem["severity"], ProblemCode] | null {
  const around = loopsAround(graph, step.id, eachRound);
  return around.some((loop) => loop.id === reference.name) ? null : ["error", "unknownLoop"];
}

function wrongReference(
  reference: Reference,
  graph: Graph,
  ids: ReadonlySet<string>,
  before: ReadonlySet<string>,
  from: string | null = null,
): [Problem["severity"], ProblemCode] | null {
  if (reference.root === "input")
    return reference.name in graph.input.properties ? null : ["warning", "unknownInputReference"];
  if (!ids.has(reference.name)) return ["error", "unknownStepReference"];
  if (before.has(reference.name))
    return isOff(graph, reference.name, from) ? ["warning", "disabledReference"] : null;
  const scope = scopeOf(graph, reference.name);
  const hidden = scope !== null && (from === null || !aroundOf(graph, from).includes(scope));
  return ["error", hidden ? "innerStepReference" : "laterStepReference"];
}

/** A step that is switched off has no output, which only matters to one that is not. */
function isOff(graph: Graph, id: string, from: string | null): boolean {
  const off = (each: string | null) => graph.steps.some((step) => step.id === each && step.disabled);
  return off(id) && !off(from);
}

/** Containers with nothing inside, and steps that are said to be in something that can hold none. */
function placeProblems(graph: Graph, types: Catalogue): Problem[] {
  const kinds = new Map(graph.steps.map((step) => [step.id, types.get(step.type)]));
  return graph.steps.flatMap((step, at) => {
    const found: Problem[] = [];
    if (isContainer(kinds.get(step.id)) && membersOf(graph, step.id).length === 0)
      found.push(problem("error", step.id, null, "emptyContainer", `/steps/${at}`));
    const lost =
      step.in !== undefined && (scopeOf(graph, step.id) !== step.in || !isContainer(kinds.get(step.in)));
    if (lost) found.push(problem("error", step.id, "in", "lostContainer", `/steps/${at}/in`));
    return found;
  });
}

function edgeProblems(graph: Graph, types: Catalogue): Problem[] {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  return graph.edges.flatMap((each, at) => {
    const from = steps.get(each.from);
    const pointer = `/edges/${at}`;
    if (from === undefined || !steps.has(each.to)) {
      return [
        problem("error", from?.id ?? null, null, "danglingEdge", pointer, { from: each.from, to: each.to }),
      ];
    }
    if (scopeOf(graph, each.from) !== scopeOf(graph, each.to))
      return [problem("error", each.from, null, "acrossBorder", pointer, { from: each.from, to: each.to })];
    const again = seen.has(edgeKey(each));
    seen.add(edgeKey(each));
    const type = types.get(from.type);
    if (again || type === undefined || leavesByExit(each, exitsOf(from, type))) return [];
    return [problem("error", from.id, "port", "unknownExit", `${pointer}/port`, { port: each.port ?? "" })];
  });
}

function reachProblems(graph: Graph, types: Catalogue): Problem[] {
  const near = neighbours(graph);
  const inCycle = cyclic(graph);
  return graph.steps.flatMap((step, at) => {
    const pointer = `/steps/${at}`;
    const out = near.outOf.get(step.id) ?? [];
    if (inCycle.has(step.id)) return [problem("error", step.id, null, "cycle", pointer)];
    const alone = out.length === 0 && near.into.get(step.id)?.length === 0;
    if (alone && scopeOf(graph, step.id) === null && membersOf(graph, null).length > 1) {
      return [problem("warning", step.id, null, "unconnected", pointer)];
    }
    const exits = exitsOf(step, types.get(step.type));
    if (exits.length > 1 && !out.some((each) => each.port !== ERROR_PORT)) {
      return [problem("warning", step.id, null, "noBranchUsed", pointer)];
    }
    return [];
  });
}

/** Steps that no order of running can place: the members of cycles and what only they lead to. */
function cyclic(graph: Graph): Set<string> {
  const near = neighbours(graph);
  const waiting = new Map(graph.steps.map((step) => [step.id, near.into.get(step.id)?.length ?? 0]));
  const ready = graph.steps.filter((step) => waiting.get(step.id) === 0).map((step) => step.id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const each of near.outOf.get(id) ?? []) {
      const left = (waiting.get(each.to) ?? 0) - 1;
      if (waiting.has(each.to)) waiting.set(each.to, left);
      if (left === 0) ready.push(each.to);
    }
  }
  return new Set(waiting.keys());
}
