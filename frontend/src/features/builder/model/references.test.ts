import { describe, expect, it } from "vitest";
import { isRefusal } from "./connect";
import type { Graph } from "./graph";
import { apply } from "./operations";
import { referencesIn, referencesOf, renameInText } from "./references";
import { chance, randomGraph, step, types } from "./sample.testing";
import { validate } from "./validate";

describe("references in expressions", () => {
  it.each([
    ["steps.ask.output.choice == 'yes'", ["ask"]],
    ['steps["ask"].output', ["ask"]],
    ["size(input.lines) > 2 && steps.a.output.n < steps.b.output.n", ["lines", "a", "b"]],
    ["'steps.no.output' + \"steps.no\" + 'it\\'s steps.no'", []],
    ["other.steps.no.output", []],
    ["mysteps.no", []],
    ["steps . spaced . output", ["spaced"]],
  ])("are found in %s", (expression, names) => {
    expect(referencesIn(expression).map((each) => each.name)).toEqual(names);
  });

  it("are renamed in place and nowhere else", () => {
    const text =
      "steps.a outside, {{ steps.a.output.x + 'steps.a' }} and {{ steps.ab.output }} and {{ steps['a'].output }}";

    const renamed = renameInText(text, "a", "first");

    expect(renamed).toBe(
      "steps.a outside, {{ steps.first.output.x + 'steps.a' }} and {{ steps.ab.output }} and {{ steps['first'].output }}",
    );
  });

  it("are found in conditions that have no braces", () => {
    const fork = {
      id: "f",
      type: "fork",
      with: { cases: [{ port: "yes", when: "steps.a.output.label == 'x'" }] },
    };

    expect(referencesOf(fork, types)).toMatchObject([
      { root: "steps", name: "a", path: ["with", "cases", 0, "when"] },
    ]);
  });

  it("stay whole whatever is renamed", () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = chance(seed);
      let graph: Graph = randomGraph(20, random);
      const links = graph.steps.flatMap((each) => referencesOf(each, types)).length;
      for (let n = 0; n < 30; n += 1) {
        const from = graph.steps[Math.floor(random() * graph.steps.length)]?.id as string;
        const next = apply(graph, { kind: "changeStepId", from, to: `x${n}` }, types);
        if (!isRefusal(next)) graph = next;
      }

      const broken = validate(graph, types).filter(
        (each) => each.code === "unknownStepReference" || each.code === "laterStepReference",
      );

      expect(broken).toEqual([]);
      expect(graph.steps.flatMap((each) => referencesOf(each, types))).toHaveLength(links);
    }
  });

  it("leave a step alone that does not mention the renamed one", () => {
    const alone = step("z", "{{ steps.other.output }}");
    const graph: Graph = { ...randomGraph(3, chance(1)), steps: [step("a"), alone] };

    const next = apply(graph, { kind: "changeStepId", from: "a", to: "b" }, types) as Graph;

    expect(next.steps[1]).toBe(alone);
  });
});
