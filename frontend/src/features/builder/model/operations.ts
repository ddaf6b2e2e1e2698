/**
 * Every way in which a workflow can change, as data. Applying an operation gives a new graph or a refusal with its reason;
 * the same operation can be kept, sent and applied again on another copy. Knows no React, no clock and no chance.
 */
import { type Annotation, annotators } from "./annotate";
import { connect, isRefusal, type Refusal, refuse, whyNot } from "./connect";
import { aroundOf, insideOf, isContainer, scopeOf } from "./containers";
import {
  type Edge,
  type Graph,
  type InputSchema,
  isObject,
  type Json,
  type JsonObject,
  type Position,
  readGraph,
  STEP_ID,
  type Step,
  sameEdge,
  stepOf,
} from "./graph";
import { renamedMember, scopeOfMember, withoutMembers } from "./groups";
import { renameReferences } from "./references";
import type { Catalogue } from "./step-types";

export type Operation =
  | { kind: "insertSteps"; steps: Step[]; edges: Edge[]; layout: { [id: string]: Position } }
  | { kind: "insertIntoEdge"; edge: Edge; step: Step; port?: string; layout: { [id: string]: Position } }
  | { kind: "connect"; edge: Edge }
  | { kind: "removeEdges"; edges: Edge[] }
  | { kind: "removeSteps"; ids: string[] }
  | { kind: "moveSteps"; layout: { [id: string]: Position } }
  | { kind: "setStep"; id: string; path: (string | number)[]; value: Json | undefined }
  | { kind: "nestSteps"; ids: string[]; into: string | null; layout: { [id: string]: Position } }
  | { kind: "changeStepId"; from: string; to: string }
  | { kind: "renamePort"; id: string; from: string; to: string }
  | { kind: "setInput"; input: InputSchema }
  | { kind: "setOutput"; output: Json }
  | { kind: "setTimeLimit"; timeout: string | null }
  | { kind: "replace"; graph: Graph }
  | Annotation;

export type OperationKind = Operation["kind"];

type Apply<K extends OperationKind> = (
  graph: Graph,
  operation: Extract<Operation, { kind: K }>,
  types: Catalogue,
) => Graph | Refusal;

const appliers: { [K in OperationKind]: Apply<K> } = {
  insertSteps(graph, { steps, edges, layout }) {
    const ids = new Set(graph.steps.map((step) => step.id));
    for (const step of steps) {
      if (!STEP_ID.test(step.id)) return refuse("badStepId", { step: step.id });
      if (ids.has(step.id)) return refuse("duplicateStep", { step: step.id });
      ids.add(step.id);
    }
    let next: Graph | Refusal = {
      ...graph,
      steps: [...graph.steps, ...steps],
      layout: { ...graph.layout, ...layout },
    };
    for (const each of edges) {
      next = connect(next, each.port ? { step: each.from, port: each.port } : { step: each.from }, each.to);
      if (isRefusal(next)) return next;
    }
    return next;
  },

  insertIntoEdge(graph, { edge, step, port, layout }) {
    if (!graph.edges.some((each) => sameEdge(each, edge)))
      return refuse("unknownEdge", { from: edge.from, to: edge.to });
    const without = { ...graph, edges: graph.edges.filter((each) => !sameEdge(each, edge)) };
    const onward: Edge = port ? { from: step.id, port, to: edge.to } : { from: step.id, to: edge.to };
    return apply(
      without,
      { kind: "insertSteps", steps: [step], edges: [{ ...edge, to: step.id }, onward], layout },
      new Map(),
    );
  },

  connect: (graph, { edge }) =>
    connect(graph, edge.port ? { step: edge.from, port: edge.port } : { step: edge.from }, edge.to),

  removeEdges(graph, { edges }) {
    const left = graph.edges.filter((each) => !edges.some((gone) => sameEdge(gone, each)));
    return left.length === graph.edges.length ? graph : { ...graph, edges: left };
  },

  removeSteps(graph, { ids }) {
    const gone = new Set([...ids, ...insideOf(graph, ids)]);
    const steps = graph.steps.filter((step) => !gone.has(step.id));
    if (steps.length === graph.steps.length) return graph;
    return {
      ...graph,
      steps,
      edges: graph.edges.filter((each) => !gone.has(each.from) && !gone.has(each.to)),
      layout: Object.fromEntries(Object.entries(graph.layout).filter(([id]) => !gone.has(id))),
      groups: withoutMembers(graph.groups, gone),
    };
  },

  moveSteps(graph, { layout }) {
    const known = new Set(graph.steps.map((step) => step.id));
    const moved = Object.entries(layout).filter(
      ([id, at]) => known.has(id) && (graph.layout[id]?.x !== at.x || graph.layout[id]?.y !== at.y),
    );
    return moved.length === 0
      ? graph
      : { ...graph, layout: { ...graph.layout, ...Object.fromEntries(moved) } };
  },

  setStep(graph, { id, path, value }) {
    const step = stepOf(graph, id);
    if (step === undefined) return refuse("unknownStep", { step: id });
    const next = setAt(step as unknown as Json, path, value) as unknown as Step;
    return next === step
      ? graph
      : { ...graph, steps: graph.steps.map((each) => (each === step ? next : each)) };
  },

  /** Puts steps into a container, or takes them out of all. Wires that would cross its border go. */
  nestSteps(graph, { ids, into, layout }, types) {
    const refusal = whyNotInto(graph, ids, into, types);
    if (refusal) return refusal;
    const moved = new Set(ids);
    const steps = graph.steps.map((step) => (moved.has(step.id) ? placedIn(step, into) : step));
    const next: Graph = { ...graph, steps, layout: { ...graph.layout, ...layout } };
    const edges = graph.edges.filter((each) => scopeOf(next, each.from) === scopeOf(next, each.to));
    return { ...next, edges, groups: stillTogether(next, moved) };
  },

  changeStepId(graph, { from, to }, types) {
    if (from === to) return graph;
    if (stepOf(graph, from) === undefined) return refuse("unknownStep", { step: from });
    if (!STEP_ID.test(to)) return refuse("badStepId", { step: to });
    if (stepOf(graph, to) !== undefined) return refuse("stepIdTaken", { step: to });
    const { [from]: at, ...layout } = graph.layout;
    const renamed: Graph = {
      ...graph,
      steps: graph.steps.map((step) => {
        if (step.id === from) return { ...step, id: to };
        return step.in === from ? { ...step, in: to } : step;
      }),
      edges: graph.edges.map((each) =>
        each.from === from ? { ...each, from: to } : each.to === from ? { ...each, to } : each,
      ),
      layout: at ? { ...layout, [to]: at } : layout,
      groups: renamedMember(graph.groups, from, to),
    };
    return renameReferences(renamed, from, to, types);
  },

  renamePort(graph, { id, from, to }) {
    const edges = graph.edges.map((each) =>
      each.from === id && each.port === from ? { ...each, port: to } : each,
    );
    const kept = edges.filter((each, at) => edges.findIndex((other) => sameEdge(other, each)) === at);
    return { ...graph, edges: kept };
  },

  setInput: (graph, { input }) => ({ ...graph, input }),
  setOutput: (graph, { output }) => ({ ...graph, output }),
  setTimeLimit(graph, { timeout }) {
    const { timeout: _, ...rest } = graph;
    return timeout === null ? rest : { ...rest, timeout };
  },
  /** Written by another release or through the interface, it may lack what is drawn here. */
  replace: (_graph, { graph }) => readGraph(graph),
  ...annotators,
};

/** A group whose members were all moved goes along; else those that were moved leave it. */
function stillTogether(graph: Graph, moved: ReadonlySet<string>): Graph["groups"] {
  const left = graph.groups.flatMap((group) => {
    const grounds = new Set(group.members.map((id) => scopeOfMember(graph, id)));
    return grounds.size > 1 ? group.members.filter((id) => moved.has(id)) : [];
  });
  return withoutMembers(graph.groups, new Set(left));
}

function placedIn(step: Step, into: string | null): Step {
  const { in: _, ...rest } = step;
  return into === null ? rest : { ...rest, in: into };
}

/** May these steps be put into this container (`null`: out of all)? */
export function whyNotInto(
  graph: Graph,
  ids: readonly string[],
  into: string | null,
  types: Catalogue,
): Refusal | null {
  for (const id of ids) if (stepOf(graph, id) === undefined) return refuse("unknownStep", { step: id });
  if (into === null) return null;
  const container = stepOf(graph, into);
  if (container === undefined) return refuse("unknownStep", { step: into });
  if (!isContainer(types.get(container.type))) return refuse("notAContainer", { step: into });
  const around = [into, ...aroundOf(graph, into)];
  const circle = ids.find((id) => around.includes(id));
  return circle === undefined ? null : refuse("insideItself", { step: circle });
}

export function isOperation({ kind }: { kind: string }): boolean {
  return Object.hasOwn(appliers, kind);
}

export function apply(graph: Graph, operation: Operation, types: Catalogue): Graph | Refusal {
  const applier = appliers[operation.kind] as Apply<OperationKind>;
  return applier(graph, operation as never, types);
}

/** All of them, or the first refusal and no change. */
export function applyAll(graph: Graph, operations: readonly Operation[], types: Catalogue): Graph | Refusal {
  let next: Graph = graph;
  for (const operation of operations) {
    const result = apply(next, operation, types);
    if (isRefusal(result)) return result;
    next = result;
  }
  return next;
}

/** A copy with `value` at `path`; `undefined` takes the entry away. Equal values give the same object back. */
export function setAt(
  target: Json | undefined,
  path: readonly (string | number)[],
  value: Json | undefined,
): Json | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof head === "number") {
    const list = Array.isArray(target) ? target : [];
    const inner = setAt(list[head], rest, value);
    if (inner === list[head]) return list;
    return inner === undefined
      ? list.filter((_, at) => at !== head)
      : Object.assign([...list], { [head]: inner });
  }
  const object = (isObject(target) ? target : {}) as JsonObject;
  const inner = setAt(object[head], rest, value);
  if (inner === object[head]) return object;
  if (inner !== undefined) return { ...object, [head]: inner };
  const { [head]: _, ...left } = object;
  return left;
}

/** A free id made from words: "What is it?" becomes `what_is_it`, then `what_is_it_2`. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[̀-ͯ]/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 32)
    .replace(/_+$/, "");
  const base = plain === "" ? "step" : plain;
  if (!taken.has(base)) return base;
  for (let n = 2; ; n += 1) {
    if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
  }
}

/** May this edge be there? `null` when it may; used while a wire is being dragged. */
export const mayConnect = whyNot;
