/** Step types and random workflows for the tests of the model. */
import { edge, emptyGraph, type Graph, type Step } from "./graph";
import type { Operation } from "./operations";
import { catalogue, type StepType } from "./step-types";

export const stepTypes: StepType[] = [
  {
    type: "text.sort",
    name: "Sort a text",
    description: "Picks one label.",
    category: "ai",
    icon: "tags",
    effect: "read",
    input_schema: {
      type: "object",
      required: ["text", "labels"],
      properties: {
        text: { type: "string", "x-ui": { widget: "textarea", label: "Text" } },
        labels: { type: "array", items: { type: "string" }, "x-ui": { widget: "labels", label: "Labels" } },
      },
    },
    output_schema: {
      type: "object",
      properties: { label: { type: "string" }, confidence: { type: "number" } },
    },
    ports: [{ name: "out", label: "" }],
  },
  {
    type: "fork",
    name: "Choose a way",
    description: "",
    category: "logic",
    icon: "split",
    effect: "none",
    input_schema: {
      type: "object",
      required: ["cases"],
      properties: {
        cases: {
          type: "array",
          items: {
            type: "object",
            properties: {
              port: { type: "string" },
              when: { type: "string", "x-expression": true },
            },
          },
          "x-ui": { widget: "cases" },
        },
        otherwise: { type: "string", default: "no" },
      },
    },
    output_schema: { type: "object", properties: { port: { type: "string" } } },
    ports: [],
    dynamic_ports: { from: "with.cases[].port", plus: ["otherwise"], renamed_by: "with.otherwise" },
  },
  {
    type: "end",
    name: "Stop",
    description: "",
    category: "logic",
    icon: "square",
    effect: "none",
    input_schema: { type: "object", properties: {} },
    output_schema: {},
    ports: [],
  },
  {
    type: "for_each",
    name: "For each",
    description: "",
    category: "logic",
    icon: "repeat-2",
    effect: "none",
    input_schema: { type: "object", properties: { items: { type: "array" }, output: {} } },
    output_schema: { type: "object", properties: { items: { type: "array" }, count: { type: "integer" } } },
    ports: [{ name: "success", label: "Then" }],
    container: true,
  },
];

export const types = catalogue(stepTypes);

export function step(id: string, text = ""): Step {
  return { id, type: "text.sort", with: { text, labels: ["a"] } };
}

export function loop(id: string): Step {
  return { id, type: "for_each", with: { items: "{{ input.rows }}" } };
}

export function chain(...ids: string[]): Graph {
  return {
    ...emptyGraph,
    steps: ids.map((id) => step(id)),
    edges: ids.slice(1).map((id, at) => edge(ids[at] as string, id)),
    layout: Object.fromEntries(ids.map((id, at) => [id, { x: at * 320, y: 0 }])),
  };
}

/** A small generator with a seed (mulberry32), so that a failing case can be repeated. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random workflow without cycles: every step refers to some earlier ones and follows one or two of them. */
export function randomGraph(size: number, random: () => number): Graph {
  const steps: Step[] = [];
  const edges: Graph["edges"] = [];
  for (let at = 0; at < size; at += 1) {
    const back = at === 0 ? -1 : Math.max(0, at - 1 - Math.floor(random() * 6));
    steps.push(
      step(`s${at}`, back < 0 ? "start" : `about {{ steps.s${back}.output.label + 'steps.s${back}' }}`),
    );
    if (back >= 0) edges.push(edge(`s${back}`, `s${at}`));
    const second = Math.floor(random() * at);
    if (at > 2 && random() < 0.3 && second !== back) edges.push(edge(`s${second}`, `s${at}`));
  }
  return { ...emptyGraph, steps, edges, layout: {} };
}

export function randomOperation(graph: Graph, random: () => number, n: number): Operation {
  const pick = () => graph.steps[Math.floor(random() * graph.steps.length)]?.id ?? "s0";
  const roll = random();
  if (roll < 0.2)
    return { kind: "insertSteps", steps: [step(`n${n}`)], edges: [], layout: { [`n${n}`]: { x: n, y: 0 } } };
  if (roll < 0.4) return { kind: "connect", edge: edge(pick(), pick()) };
  if (roll < 0.5) return { kind: "removeSteps", ids: [pick()] };
  if (roll < 0.6) return { kind: "removeEdges", edges: graph.edges.slice(0, 1) };
  if (roll < 0.75) return { kind: "moveSteps", layout: { [pick()]: { x: n * 8, y: n } } };
  if (roll < 0.85) return { kind: "changeStepId", from: pick(), to: `r${n}` };
  return { kind: "setStep", id: pick(), path: ["with", "text"], value: `text ${n}` };
}
