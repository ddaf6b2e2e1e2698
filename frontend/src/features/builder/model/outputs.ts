/** What a step may refer to: the workflow's input and the outputs of the steps before it, as a tree of paths with their types. */
import { aroundOf, membersOf, roundValuesOf, visibleFrom } from "./containers";
import { type Graph, isObject, runOrder, type Step, stepOf } from "./graph";
import { type Catalogue, type FieldSchema, resolve } from "./step-types";

export interface Variable {
  /** The expression without braces: `steps.ask.output.choice`, `input.invoice`. */
  expression: string;
  name: string;
  type: string;
  description: string;
  children: Variable[];
}

export interface VariableGroup {
  /** `null`: the workflow's own input. */
  step: string | null;
  /** The values of the round that a loop around is in. */
  round?: boolean;
  name: string;
  variables: Variable[];
}

const DEEPEST = 4;

/**
 * What a setting of this step may use (`null`: the workflow's answer). `eachRound`: a container's setting that is worked out at the
 * end of each round, with what is inside it.
 */
export function variablesFor(
  graph: Graph,
  stepId: string | null,
  types: Catalogue,
  eachRound = false,
): VariableGroup[] {
  const input = variablesOf(graph.input as unknown as FieldSchema, "input");
  const groups: VariableGroup[] = input.length > 0 ? [{ step: null, name: "", variables: input }] : [];
  if (stepId !== null) groups.push(...rounds(graph, stepId, types, eachRound));
  const before = seenBy(graph, stepId, eachRound);
  for (const id of runOrder(graph)) {
    const step = before.has(id) ? stepOf(graph, id) : undefined;
    if (step === undefined) continue;
    const schema = types.get(step.type)?.output_schema ?? {};
    const declared = variablesOf(schema, `steps.${id}.output`, step.with);
    const whole: Variable = {
      expression: `steps.${id}.output`,
      name: "output",
      type: typeName(schema),
      description: "",
      children: [],
    };
    groups.push({ step: id, name: step.name || id, variables: declared.length > 0 ? declared : [whole] });
  }
  return groups;
}

/** The steps whose outputs may be used here. */
export function seenBy(graph: Graph, stepId: string | null, eachRound: boolean): Set<string> {
  if (stepId === null) return new Set(membersOf(graph, null).map((step) => step.id));
  const before = visibleFrom(graph, stepId);
  if (eachRound) for (const step of membersOf(graph, stepId)) before.add(step.id);
  return before;
}

/** The loops whose rounds may be used here, the innermost first. */
export function loopsAround(graph: Graph, stepId: string, eachRound: boolean): Step[] {
  const ids = [...(eachRound ? [stepId] : []), ...aroundOf(graph, stepId)];
  return ids.flatMap((id) => stepOf(graph, id) ?? []).filter((step) => roundValuesOf(step).length > 0);
}

/** The innermost loop's values have short names; a name that an inner loop takes is reached by way of `loops`. */
function rounds(graph: Graph, stepId: string, types: Catalogue, eachRound: boolean): VariableGroup[] {
  const taken = new Set<string>();
  return loopsAround(graph, stepId, eachRound).map((loop) => {
    const variables = roundValuesOf(loop).map((name): Variable => {
      const expression = taken.has(name) ? `loops.${loop.id}.${name}` : name;
      taken.add(name);
      const type = name === "index" ? "integer" : "any";
      return { expression, name, type, description: "", children: [] };
    });
    return {
      step: loop.id,
      round: true,
      name: loop.name || types.get(loop.type)?.name || loop.id,
      variables,
    };
  });
}

/** The properties of a schema as paths. Names that settings promise (`fields` of an extraction) stand in for an open map. */
export function variablesOf(
  schema: FieldSchema,
  prefix: string,
  settings: unknown = {},
  root = schema,
  depth = 0,
): Variable[] {
  const known = resolve(schema, root);
  if (depth >= DEEPEST) return [];
  const listed = Object.entries(known.properties ?? {});
  const entries: [string, FieldSchema][] = listed.length > 0 ? listed : promised(known, settings);
  return entries.map(([name, raw]) => {
    const field = resolve(raw, root);
    const expression = prefix + step(name);
    return {
      expression,
      name,
      type: typeName(field),
      description: field.description ?? field.title ?? "",
      children: variablesOf(field, expression, settings, root, depth + 1),
    };
  });
}

/** An open map has the names that the settings promise: the rows of the first list of `{name: …}`, or the keys of the first object. */
function promised(schema: FieldSchema, settings: unknown): [string, FieldSchema][] {
  const open = schema.additionalProperties;
  if (schema.type !== "object" || open === false) return [];
  const value: FieldSchema = typeof open === "object" ? open : {};
  return namesIn(settings).map((name) => [name, value]);
}

function namesIn(settings: unknown): string[] {
  if (!isObject(settings)) return [];
  for (const value of Object.values(settings)) {
    const names = Array.isArray(value) ? value.map(rowName).filter((name) => name !== "") : [];
    if (names.length > 0) return names;
  }
  const map = Object.values(settings).find(isObject);
  return map ? Object.keys(map) : [];
}

function rowName(row: unknown): string {
  return isObject(row) && typeof row.name === "string" ? row.name : "";
}

function step(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `["${name.replaceAll('"', '\\"')}"]`;
}

export function typeName(schema: FieldSchema): string {
  if (schema.format === "file") return "file";
  if (schema.format === "date" || schema.format === "date-time") return "date";
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  return type ?? "any";
}

export function braces(expression: string): string {
  return `{{ ${expression} }}`;
}

export function flatten(variables: readonly Variable[]): Variable[] {
  return variables.flatMap((each) => [each, ...flatten(each.children)]);
}
