/** May one step lead to another? Decides, and says why not. */
import { scopeOf } from "./containers";
import { downstream, type Edge, type Graph, sameEdge, stepOf } from "./graph";

export type RefusalReason =
  | "unknownStep"
  | "selfLoop"
  | "duplicateEdge"
  | "cycle"
  | "acrossBorder"
  | "notAContainer"
  | "insideItself"
  | "duplicateStep"
  | "badStepId"
  | "stepIdTaken"
  | "nothingToInsert"
  | "duplicateNote"
  | "unknownNote"
  | "noteTooLong"
  | "tooManyNotes"
  | "duplicateGroup"
  | "unknownGroup"
  | "tooManyGroups"
  | "notTogether"
  | "unknownEdge";

export interface Refusal {
  refused: RefusalReason;
  /** What the sentence about it names: step ids, mostly. */
  values: { [name: string]: string };
}

export function refuse(refused: RefusalReason, values: { [name: string]: string } = {}): Refusal {
  return { refused, values };
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return "refused" in value;
}

export interface From {
  step: string;
  port?: string;
}

/** Adds an edge, or refuses: an unknown step, a step to itself, the same edge twice, a way back to an earlier step, a way across the border of a container. */
export function connect(graph: Graph, from: From, to: string): Graph | Refusal {
  const edge: Edge = from.port ? { from: from.step, port: from.port, to } : { from: from.step, to };
  const refusal = whyNot(graph, edge);
  return refusal ?? { ...graph, edges: [...graph.edges, edge] };
}

export function whyNot(graph: Graph, edge: Edge): Refusal | null {
  for (const id of [edge.from, edge.to]) {
    if (stepOf(graph, id) === undefined) return refuse("unknownStep", { step: id });
  }
  if (edge.from === edge.to) return refuse("selfLoop", { step: edge.from });
  if (graph.edges.some((each) => sameEdge(each, edge)))
    return refuse("duplicateEdge", { from: edge.from, to: edge.to });
  if (scopeOf(graph, edge.from) !== scopeOf(graph, edge.to))
    return refuse("acrossBorder", { from: edge.from, to: edge.to });
  if (downstream(graph, edge.to).has(edge.from)) return refuse("cycle", { from: edge.from, to: edge.to });
  return null;
}

/** Every step that may follow `from`, and for each other step the reason why it may not. One walk, not one per step. */
export function targetsOf(graph: Graph, from: From): Map<string, Refusal | null> {
  const before = new Set<string>();
  const open = [from.step];
  const into = new Map<string, string[]>();
  for (const each of graph.edges) into.set(each.to, [...(into.get(each.to) ?? []), each.from]);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const earlier of into.get(id) ?? []) {
      if (!before.has(earlier)) {
        before.add(earlier);
        open.push(earlier);
      }
    }
  }
  const taken = new Set(
    graph.edges
      .filter((each) => each.from === from.step && (each.port ?? "") === (from.port ?? ""))
      .map((each) => each.to),
  );
  const scope = scopeOf(graph, from.step);
  const verdict = new Map<string, Refusal | null>();
  for (const step of graph.steps) {
    if (step.id === from.step) verdict.set(step.id, refuse("selfLoop", { step: step.id }));
    else if (taken.has(step.id))
      verdict.set(step.id, refuse("duplicateEdge", { from: from.step, to: step.id }));
    else if (scopeOf(graph, step.id) !== scope)
      verdict.set(step.id, refuse("acrossBorder", { from: from.step, to: step.id }));
    else if (before.has(step.id)) verdict.set(step.id, refuse("cycle", { from: from.step, to: step.id }));
    else verdict.set(step.id, null);
  }
  return verdict;
}
