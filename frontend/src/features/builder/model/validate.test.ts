import { describe, expect, it } from "vitest";
import { copySteps, pasteSteps, pasting } from "./clipboard";
import { isRefusal } from "./connect";
import { edge, emptyGraph, type Graph, readGraph } from "./graph";
import { nextFocus } from "./navigate";
import { applyAll } from "./operations";
import { variablesFor } from "./outputs";
import { exitsOf, leavesByExit } from "./ports";
import { chain, step, types } from "./sample.testing";
import { mergeProblems, type Problem, validate } from "./validate";

const codes = (graph: Graph) => validate(graph, types).map((each) => `${each.step}:${each.code}`);

describe("validation", () => {
  it("has nothing to say about a sound workflow", () => {
    const graph = chain("a", "b");
    graph.steps = [step("a", "x"), step("b", "{{ steps.a.output.label }}")];

    expect(validate(graph, types)).toEqual([]);
  });

  it.each<[string, (graph: Graph) => Graph, string]>([
    ["a missing setting", (graph) => ({ ...graph, steps: [step("a"), step("b", "x")] }), "a:missingField"],
    [
      "an unknown type",
      (graph) => ({ ...graph, steps: [{ ...step("a"), type: "gone" }, step("b", "x")] }),
      "a:unknownType",
    ],
    [
      "a reference to nobody",
      (graph) => ({ ...graph, steps: [step("a", "{{ steps.z.output }}"), step("b", "x")] }),
      "a:unknownStepReference",
    ],
    [
      "a reference forward",
      (graph) => ({ ...graph, steps: [step("a", "{{ steps.b.output }}"), step("b", "x")] }),
      "a:laterStepReference",
    ],
    [
      "an unknown input",
      (graph) => ({ ...graph, steps: [step("a", "{{ input.z }}"), step("b", "x")] }),
      "a:unknownInputReference",
    ],
    ["a wire to nobody", (graph) => ({ ...graph, edges: [edge("a", "z")] }), "a:danglingEdge"],
    [
      "an exit that is not there",
      (graph) => ({ ...graph, edges: [edge("a", "b", "gone")] }),
      "a:unknownExit",
    ],
    ["a cycle", (graph) => ({ ...graph, edges: [edge("a", "b"), edge("b", "a")] }), "b:cycle"],
    ["a step on its own", (graph) => ({ ...graph, edges: [] }), "b:unconnected"],
    ["an empty workflow", () => emptyGraph, "null:noSteps"],
  ])("finds %s", (_, spoil, expected) => {
    const graph = spoil(chain("a", "b"));

    expect(codes(graph)).toContain(expected);
  });

  it("does not repeat in the server's words what it found itself", () => {
    const mine: Problem[] = [
      { severity: "error", step: "a", field: "text", pointer: "", code: "missingField", source: "client" },
    ];
    const theirs: Problem[] = [
      { severity: "error", step: "a", field: "text", pointer: "", message: "required", source: "server" },
      { severity: "error", step: "b", field: null, pointer: "", message: "other", source: "server" },
    ];

    expect(mergeProblems(mine, theirs).map((each) => each.step)).toEqual(["a", "b"]);
  });
});

describe("exits", () => {
  const fork = { id: "f", type: "fork", with: { cases: [{ port: "yes", when: "true" }], otherwise: "else" } };

  it("come from the settings of the step", () => {
    const exits = exitsOf(fork, types.get("fork"));

    expect(exits.map((each) => each.name)).toEqual(["yes", "else"]);
    expect(leavesByExit(edge("f", "x", "yes"), exits)).toBe(true);
    expect(leavesByExit(edge("f", "x", "gone"), exits)).toBe(false);
    expect(leavesByExit(edge("f", "x"), exits)).toBe(true);
  });

  it("are one unnamed exit for a plain step and none for an end", () => {
    expect(exitsOf(step("a"), types.get("text.sort"))).toMatchObject([{ kind: "only" }]);
    expect(exitsOf({ id: "e", type: "end", with: {} }, types.get("end"))).toEqual([]);
  });
});

describe("copy and paste", () => {
  it("gives fresh ids and keeps the copied steps talking among themselves", () => {
    const graph = chain("a", "b");
    graph.steps = [step("a", "x"), step("b", "{{ steps.a.output.label }} {{ steps.z.output }}")];

    const pasted = pasteSteps(copySteps(graph, ["a", "b"]), graph, types, () => ({ x: 0, y: 200 }));
    const next = pasted && applyAll(graph, pasting(pasted), types);

    expect(pasted?.steps.map((each) => each.id)).toEqual(["a_2", "b_2"]);
    expect(pasted?.steps[1]?.with.text).toBe("{{ steps.a_2.output.label }} {{ steps.z.output }}");
    expect(pasted?.edges).toEqual([edge("a_2", "b_2")]);
    expect(next && isRefusal(next)).toBe(false);
  });

  it("takes nothing from a text that holds no steps", () => {
    expect(pasteSteps("hello", emptyGraph, types, (at) => at)).toBeNull();
    expect(pasteSteps('{"steps": 3}', emptyGraph, types, (at) => at)).toBeNull();
  });
});

describe("variables", () => {
  it("are the input and the outputs of earlier steps, in the order in which they run", () => {
    const graph = chain("a", "b", "c");
    graph.input.properties = { invoice: { type: "string", format: "file" } };

    const groups = variablesFor(graph, "c", types);

    expect(groups.map((each) => each.step)).toEqual([null, "a", "b"]);
    expect(groups[0]?.variables[0]).toMatchObject({ expression: "input.invoice", type: "file" });
    expect(groups[1]?.variables.map((each) => each.expression)).toContain("steps.a.output.label");
  });
});

describe("moving the focus", () => {
  it("follows the wires", () => {
    const graph = chain("a", "b", "c");

    expect(nextFocus(graph, null, "right")).toBe("a");
    expect(nextFocus(graph, "a", "right")).toBe("b");
    expect(nextFocus(graph, "b", "left")).toBe("a");
    expect(nextFocus(graph, "c", "right")).toBeNull();
  });
});

describe("reading a graph from outside", () => {
  it("makes what is missing empty and keeps what it does not know", () => {
    const graph = readGraph({
      steps: [{ id: "a", type: "t", note: "kept" }, 7],
      edges: [{ from: "a" }],
      extra: 1,
    });

    expect(graph).toMatchObject({
      extra: 1,
      steps: [{ id: "a", with: {}, note: "kept" }],
      edges: [],
      output: {},
    });
    expect(readGraph("nonsense")).toEqual(emptyGraph);
  });
});
