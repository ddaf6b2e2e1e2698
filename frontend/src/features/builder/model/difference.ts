/** The operations that lead from one graph to another. What an undo says to the log, and what is compared when two people edit. */

import { equal } from "./equal";
import { edgeKey, type Graph, type Json, type Step } from "./graph";
import type { Operation } from "./operations";

export function difference(from: Graph, to: Graph): Operation[] {
  const operations: Operation[] = [];
  const before = new Map(from.steps.map((step) => [step.id, step]));
  const after = new Map(to.steps.map((step) => [step.id, step]));
  const wanted = new Set(to.edges.map(edgeKey));
  const cut = from.edges.filter(
    (each) => !wanted.has(edgeKey(each)) && after.has(each.from) && after.has(each.to),
  );
  if (cut.length > 0) operations.push({ kind: "removeEdges", edges: cut });

  // Before a container goes, with all that is in it, what is to stay has left it.
  for (const step of to.steps) {
    const earlier = before.get(step.id);
    if (earlier !== undefined && earlier !== step) operations.push(...stepChanges(earlier, step));
  }
  const gone = [...before.keys()].filter((id) => !after.has(id));
  if (gone.length > 0) operations.push({ kind: "removeSteps", ids: gone });

  const fresh = to.steps.filter((step) => !before.has(step.id));
  const layout = Object.fromEntries(fresh.flatMap(({ id }) => (to.layout[id] ? [[id, to.layout[id]]] : [])));
  if (fresh.length > 0) operations.push({ kind: "insertSteps", steps: fresh, edges: [], layout });

  const had = new Set(from.edges.filter((each) => after.has(each.from) && after.has(each.to)).map(edgeKey));
  for (const edge of to.edges) if (!had.has(edgeKey(edge))) operations.push({ kind: "connect", edge });

  const moved = to.steps.filter(
    ({ id }) => before.has(id) && to.layout[id] && !equal(from.layout[id], to.layout[id]),
  );
  if (moved.length > 0) {
    operations.push({
      kind: "moveSteps",
      layout: Object.fromEntries(moved.flatMap(({ id }) => (to.layout[id] ? [[id, to.layout[id]]] : []))),
    });
  }
  if (!equal(from.input, to.input)) operations.push({ kind: "setInput", input: to.input });
  if (!equal(from.output, to.output)) operations.push({ kind: "setOutput", output: to.output });
  if (from.timeout !== to.timeout) operations.push({ kind: "setTimeLimit", timeout: to.timeout ?? null });
  return operations;
}

function stepChanges(before: Step, after: Step): Operation[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const operations: Operation[] = [];
  for (const key of keys) {
    const value = (after as unknown as Record<string, Json | undefined>)[key];
    if (!equal((before as unknown as Record<string, unknown>)[key], value)) {
      operations.push({ kind: "setStep", id: after.id, path: [key], value });
    }
  }
  return operations;
}
