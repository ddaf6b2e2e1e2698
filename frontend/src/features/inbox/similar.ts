/** Which approvals can be decided together, and what a choice means. Pure. */
import type { Approval } from "@/api/types";

export function toneOfChoice(choice: string): "ok" | "err" | "neutral" {
  if (/^(approve|accept|yes|ok|pay|confirm|release)/i.test(choice)) return "ok";
  if (/^(reject|decline|no|deny|refuse|cancel|stop)/i.test(choice)) return "err";
  return "neutral";
}

/** The hopeful choice; if none is recognised, the first one. */
export function mainChoice(choices: readonly string[]): string | undefined {
  return choices.find((c) => toneOfChoice(c) === "ok") ?? choices[0];
}

/** The choice that says no, if there is one. */
export function refusal(choices: readonly string[]): string | undefined {
  return choices.find((c) => toneOfChoice(c) === "err");
}

/** Whether an approval can be decided without being opened: it still waits and wants no form filled in. */
export function isPlain(approval: Approval): boolean {
  return approval.status === "waiting" && !approval.fields;
}

/** Same question of the same workflow with the same choices. */
export function isSimilar(a: Approval, b: Approval): boolean {
  return (
    isPlain(a) &&
    isPlain(b) &&
    a.workflow_id === b.workflow_id &&
    a.step === b.step &&
    a.choices.join("\n") === b.choices.join("\n")
  );
}

/** Those that can be chosen next to what is chosen already. */
export function choosable(items: readonly Approval[], chosen: ReadonlySet<string>): Set<string> {
  const first = items.find((each) => chosen.has(each.id));
  const fits = (each: Approval) => (first ? isSimilar(first, each) : isPlain(each));
  return new Set(items.filter(fits).map((each) => each.id));
}
