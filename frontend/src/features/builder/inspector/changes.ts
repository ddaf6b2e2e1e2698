/** The changes the inspector makes, each with its name for undo and its group so that typing is one entry. */
import type { Json, Step } from "../model/graph";
import type { Operation } from "../model/operations";
import { exitsOf } from "../model/ports";
import type { BuilderStore } from "../stores/store";

export function setSetting(
  store: BuilderStore,
  step: Step,
  path: (string | number)[],
  value: Json | undefined,
): void {
  const state = store.getState();
  const type = state.types.get(step.type);
  const full = ["with", ...path];
  const operations: Operation[] = [{ kind: "setStep", id: step.id, path: full, value }];
  if (type?.dynamic_ports) operations.push(...followedExits(store, step, operations));
  state.change({
    label: "setting",
    values: { name: step.name || type?.name || step.id },
    group: `${step.id}:${full.join(".")}`,
    operations,
  });
}

/** Renaming an exit takes its wires along: when one name went and one came, they are the same exit. */
function followedExits(store: BuilderStore, step: Step, operations: Operation[]): Operation[] {
  const state = store.getState();
  const type = state.types.get(step.type);
  const [change] = operations;
  if (change?.kind !== "setStep") return [];
  const before = exitsOf(step, type).map((exit) => exit.name);
  const after = exitsOf(applied(step, change.path, change.value), type).map((exit) => exit.name);
  if (before.length !== after.length) return [];
  const changed = before.flatMap((name, at) =>
    name !== after[at] ? [{ from: name, to: after[at] as string }] : [],
  );
  return changed.length === 1 && changed[0] && !before.includes(changed[0].to)
    ? [{ kind: "renamePort", id: step.id, ...changed[0] }]
    : [];
}

function applied(step: Step, path: (string | number)[], value: Json | undefined): Step {
  const copy = structuredClone(step) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
  return copy as unknown as Step;
}

export function setProperty(store: BuilderStore, step: Step, key: string, value: Json | undefined): void {
  const label = key === "name" ? "rename" : "setting";
  store.getState().change({
    label,
    values: { name: step.name || step.id },
    group: `${step.id}:${key}`,
    operations: [{ kind: "setStep", id: step.id, path: [key], value }],
  });
}

export function changeId(store: BuilderStore, from: string, to: string): boolean {
  const state = store.getState();
  if (
    !state.change({
      label: "changeId",
      values: { from, to },
      operations: [{ kind: "changeStepId", from, to }],
    })
  )
    return false;
  state.select([to]);
  return true;
}
