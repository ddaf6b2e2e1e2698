/** Guardrails while they are changed. */
import type { Guard, GuardInput } from "@/api/guard";

/** What suits most companies: personal data stays in the house, keys do not leave at all. */
export const recommended: Partial<GuardInput> = {
  email: "mask",
  phone: "mask",
  iban: "mask",
  card: "mask",
  national_id: "mask",
  ip: "observe",
  secret: "refuse",
  outside_only: true,
  injection: "observe",
};

export function withoutDate({ updated_at: _, ...guard }: Guard): GuardInput {
  return guard;
}

/** Whether two say the same, whatever the order of their names. */
export function isSame(one: GuardInput, other: GuardInput): boolean {
  const told = (guard: GuardInput) =>
    JSON.stringify(Object.entries(guard).sort(([a], [b]) => a.localeCompare(b)));
  return told(one) === told(other);
}

/** The names of a role's list, one a line; null where the role may use all. */
export function namesIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\n,]/)
        .map((each) => each.trim())
        .filter(Boolean),
    ),
  ];
}

/** A text cut where something was found: the pieces in order, each with what it is. */
export function pieces<T extends { start: number; end: number }>(text: string, found: readonly T[]) {
  // Places are counted in characters as Python counts them: emoji are one, not two.
  const letters = [...text];
  const cut: { at: number; text: string; found: T | null }[] = [];
  let done = 0;
  for (const each of found) {
    if (each.start > done)
      cut.push({ at: done, text: letters.slice(done, each.start).join(""), found: null });
    cut.push({ at: each.start, text: letters.slice(each.start, each.end).join(""), found: each });
    done = each.end;
  }
  if (done < letters.length) cut.push({ at: done, text: letters.slice(done).join(""), found: null });
  return cut;
}
