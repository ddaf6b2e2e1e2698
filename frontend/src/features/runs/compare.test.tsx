import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { StepRun } from "@/api/types";
import { show } from "@/testing/show";
import { AnswerView, conversationOf } from "./answers";
import { change, differences, pairsOf } from "./compare";

const step = (key: string, more: Partial<StepRun> = {}) =>
  ({ step: key, name: key, attempt: 1, ...more }) as StepRun;

describe("two runs", () => {
  it("have their steps side by side, in the order of the second, and none is lost", () => {
    const pairs = pairsOf([step("a"), step("x"), step("b")], [step("a"), step("b"), step("c")]);

    expect(pairs.map((pair) => [pair.key, pair.a !== null, pair.b !== null])).toEqual([
      ["a", true, true],
      ["x", true, false],
      ["b", true, true],
      ["c", false, true],
    ]);
  });

  it("are compared by the newest attempt", () => {
    const [pair] = pairsOf([step("a"), step("a", { attempt: 2 })], [step("a")]);

    expect(pair?.a?.attempt).toBe(2);
  });

  it("differ where the innermost values differ", () => {
    const a = { supplier: { name: "Kessler", city: "Ulm" }, lines: [1, 2], paid: true };
    const b = { supplier: { name: "Brandt", city: "Ulm" }, lines: [1, 3, 4], paid: true };

    expect(differences(a, b)).toEqual([
      { path: "supplier.name", a: "Kessler", b: "Brandt" },
      { path: "lines.1", a: 2, b: 3 },
      { path: "lines.2", a: undefined, b: 4 },
    ]);
    expect(differences(a, structuredClone(a))).toEqual([]);
    expect(differences("x", null)).toEqual([{ path: "", a: "x", b: null }]);
    expect(differences({ a: [] }, { a: {} })).toHaveLength(1);
  });

  it("say by how much something changed where that can be said", () => {
    expect([change(2, 3), change(0, 1), change(null, 1)]).toEqual([0.5, null, null]);
  });
});

describe("what a model was told", () => {
  it("reads as a conversation", async () => {
    const value = {
      messages: [
        { role: "user", content: "Who sent it?" },
        { role: "assistant", content: "Kessler." },
      ],
    };
    show(<AnswerView output={value} />);

    expect(await screen.findByText("Kessler.")).toBeTruthy();
    expect(screen.getByText("The model’s answer")).toBeTruthy();
    expect(conversationOf({ messages: [] })).toBeNull();
    expect(conversationOf({ messages: [{ text: "x" }] })).toBeNull();
  });
});
