import { expect, test } from "vitest";
import { chain, stepTypes } from "../model/sample.testing";
import { choicesOn, usualChoices } from "./choices";
import { createBuilderStore } from "./store";

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

function open(choices: ReturnType<typeof choicesOn>) {
  const graph = chain("a");
  return createBuilderStore({
    workflowId: "w",
    name: "W",
    revision: 1,
    graph,
    types: stepTypes,
    readOnly: true,
    choices,
  });
}

test("what somebody chose is there at the next visit, and not for somebody else", () => {
  const storage = memory();

  open(choicesOn(storage, "ana")).getState().choose({ minimap: true, view: "outline" });

  expect(open(choicesOn(storage, "ana")).getState()).toMatchObject({
    view: "outline",
    choices: { minimap: true },
  });
  expect(open(choicesOn(storage, "ben")).getState().choices).toEqual(usualChoices);
});

test("what is kept and makes no sense is passed over, and a device that keeps nothing is borne", () => {
  const storage = memory();
  storage.setItem("builder-view:ana", '{"snap":"yes","guides":false,"view":7}');
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };

  expect(choicesOn(storage, "ana").read()).toEqual({ ...usualChoices, guides: false });
  expect(() => choicesOn(full, "ana").keep(usualChoices)).not.toThrow();
});
