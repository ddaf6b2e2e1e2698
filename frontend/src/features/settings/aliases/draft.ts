/** What is typed into the form of an alias, and what is sent of it. No React here. */
import type { Alias, AliasInput, Fault } from "@/api/aliases";
import { parseNumber } from "@/forms/schema";

export const faults = ["error", "timeout", "limit", "refusal"] as const;
export const balances = ["order", "weight"] as const;

export interface TargetDraft {
  key: number;
  provider_id: string;
  model: string;
  weight: string;
  region: string;
  context: string;
}

export interface AliasDraft {
  name: string;
  description: string;
  targets: TargetDraft[];
  balance: Alias["balance"];
  private: boolean;
  region: string;
  maxCost: string;
  faults: Fault[];
  hedge: string;
}

const blank = { provider_id: "", model: "", weight: "1", region: "", context: "" };

export function draftOf(alias: Alias | null): AliasDraft {
  return {
    name: alias?.name ?? "",
    description: alias?.description ?? "",
    targets: alias
      ? alias.targets.map((target, key) => ({
          key,
          provider_id: target.provider_id,
          model: target.model,
          weight: String(target.weight ?? 1),
          region: target.region ?? "",
          context: target.context?.toString() ?? "",
        }))
      : [{ key: 0, ...blank }],
    balance: alias?.balance ?? "order",
    private: alias?.private ?? false,
    region: alias?.region ?? "",
    maxCost: alias?.max_cost?.toString() ?? "",
    faults: alias?.fall_back_on ?? ["error", "timeout", "limit"],
    hedge: alias?.hedge_after_ms?.toString() ?? "",
  };
}

export function withTarget(targets: readonly TargetDraft[]): TargetDraft[] {
  return [...targets, { key: 1 + Math.max(-1, ...targets.map((each) => each.key)), ...blank }];
}

/** The target at this place one place up (-1) or down (1); at an end nothing changes. */
export function moved(targets: readonly TargetDraft[], place: number, by: -1 | 1): TargetDraft[] {
  const other = place + by;
  const [one, two] = [targets[place], targets[other]];
  if (!one || !two) return [...targets];
  return targets.map((each, at) => (at === place ? two : at === other ? one : each));
}

/** What is sent; null while something that must be there is missing or makes no sense. */
export function inputOf(draft: AliasDraft): (AliasInput & { name: string }) | null {
  const number = (text: string) => (text.trim() ? (parseNumber(text) ?? Number.NaN) : null);
  const targets = draft.targets.map((target) => ({
    provider_id: target.provider_id,
    model: target.model.trim(),
    weight: number(target.weight) ?? 1,
    region: target.region.trim() || null,
    context: number(target.context),
  }));
  const maxCost = number(draft.maxCost);
  const hedge = number(draft.hedge);
  const numbers = [maxCost, hedge, ...targets.flatMap((each) => [each.weight, each.context])];
  const isWhole =
    /^[a-z0-9][a-z0-9._-]{0,63}$/.test(draft.name) &&
    targets.length > 0 &&
    targets.every((each) => each.provider_id && each.model) &&
    numbers.every((each) => each === null || each > 0);
  if (!isWhole) return null;
  return {
    name: draft.name,
    description: draft.description.trim(),
    targets,
    balance: draft.balance,
    private: draft.private,
    region: draft.region.trim() || null,
    max_cost: maxCost,
    fall_back_on: draft.faults,
    hedge_after_ms: hedge,
  };
}
