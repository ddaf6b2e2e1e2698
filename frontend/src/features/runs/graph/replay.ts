/** Which wires of a run's graph were gone along. */
import type { Moment } from "@/parts/run-moment";
import type { GraphEdge } from "./model";

/** How often a wire was gone along: its exit was taken, and what it leads to was begun. */
export function takenOf(edge: GraphEdge, moment: Moment): number {
  const left = moment.ways.get(`${edge.from} ${edge.port}`) ?? 0;
  const to = moment.steps.get(edge.to);
  return to === undefined || to.status === "untouched" ? 0 : left;
}
