/** What is drawn above what: containers far below, by how deep they are nested; then notes, wires, steps. */
import { aroundOf } from "../model/containers";
import type { Graph } from "../model/graph";

const CONTAINERS = -1000;
export const BELOW_CONTAINERS = CONTAINERS - 1;

/** Leaves room for the groups inside between a container and the next one. */
export function layerOf(graph: Pick<Graph, "steps">, container: string): number {
  return CONTAINERS + 2 * aroundOf(graph, container).length;
}
