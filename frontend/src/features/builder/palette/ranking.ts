/** Which step types to offer first: those that match what was typed, then those that usually follow, then by category. */
import { type Graph, stepOf } from "../model/graph";
import type { StepType } from "../model/step-types";

export const CATEGORY_ORDER = ["ai", "people", "logic", "data", "app"];

export function categoryRank(category: string): number {
  const at = CATEGORY_ORDER.indexOf(category);
  return at < 0 ? CATEGORY_ORDER.length : at;
}

function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** 0: no match; the more the better. */
export function matches(type: Pick<StepType, "name" | "description" | "type">, search: string): number {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const name = plain(type.name);
  const rest = plain(`${type.type} ${type.description}`);
  let score = 1;
  for (const word of words) {
    if (name.startsWith(word)) score += 4;
    else if (name.includes(word)) score += 3;
    else if (rest.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

export function searched(types: readonly StepType[], search: string): StepType[] {
  const scored = types
    .map((type) => ({ type, score: matches(type, search) }))
    .filter((each) => each.score > 0);
  return scored
    .sort(
      (a, b) =>
        b.score - a.score ||
        categoryRank(a.type.category) - categoryRank(b.type.category) ||
        a.type.name.localeCompare(b.type.name),
    )
    .map((each) => each.type);
}

export function byCategory(types: readonly StepType[]): [string, StepType[]][] {
  const groups = new Map<string, StepType[]>();
  for (const type of types) groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
  return [...groups].sort(([a], [b]) => categoryRank(a) - categoryRank(b));
}

/** How often each type already follows steps of this type, in this workflow. */
export function followers(graph: Graph, after: string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  const source = after ? stepOf(graph, after)?.type : undefined;
  if (!source) return counts;
  const types = new Map(graph.steps.map((step) => [step.id, step.type]));
  for (const each of graph.edges) {
    const to = types.get(each.to);
    if (to && types.get(each.from) === source) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return counts;
}
