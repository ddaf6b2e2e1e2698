/** From the document to what React Flow draws. Objects are kept when nothing about them changed, so that only changed nodes draw again. */
import { type Edge as FlowEdge, type Node as FlowNode, Position } from "@xyflow/react";
import { outsideIn, scopeOf } from "../model/containers";
import { HEAD_HEIGHT, isFrame, PORT_ROW, type Size, sizeOfStep, sizesOf } from "../model/geometry";
import { type Edge, ERROR_PORT, edgeKey, type Graph, type Step } from "../model/graph";
import { exitsOf, type Port, portName } from "../model/ports";
import type { Catalogue, StepType } from "../model/step-types";
import { layerOf } from "./layers";

export interface StepData extends Record<string, unknown> {
  step: Step;
  type: StepType | undefined;
  exits: readonly Port[];
  /** Exits that lead somewhere. */
  used: ReadonlySet<string>;
}
export type StepNodeType = FlowNode<StepData, "step" | "frame">;

export interface WireData extends Record<string, unknown> {
  edge: Edge;
  broken: boolean;
}
export type WireType = FlowEdge<WireData, "wire">;

export const IN = "in";
export const outHandle = (port: string | undefined): string => `out:${port ?? ""}`;

export function portOfHandle(handle: string | null | undefined): string | undefined {
  const name = handle?.startsWith("out:") ? handle.slice(4) : "";
  return name === "" ? undefined : name;
}

export function from(step: string, port: string | undefined): { step: string; port?: string } {
  return port ? { step, port } : { step };
}

const DOT = 12;

export function exitY(at: number, exits: number): number {
  return exits > 1 ? HEAD_HEIGHT + at * PORT_ROW + PORT_ROW / 2 : HEAD_HEIGHT / 2;
}

/** Steps with named exits have one more at the head, for wires that are taken whichever way the step ends. */
export function hasHeadExit(exits: readonly Port[]): boolean {
  return exits.length > 0 && exits.every((exit) => exit.kind !== "only");
}

function handlesOf(exits: readonly Port[], { width, height }: Size): NonNullable<StepNodeType["handles"]> {
  const dot = { width: DOT, height: DOT };
  return [
    { id: IN, type: "target", position: Position.Left, x: -DOT / 2, y: HEAD_HEIGHT / 2 - DOT / 2, ...dot },
    ...(hasHeadExit(exits)
      ? [
          {
            id: outHandle(undefined),
            type: "source" as const,
            position: Position.Right,
            x: width - DOT / 2,
            y: HEAD_HEIGHT / 2 - DOT / 2,
            ...dot,
          },
        ]
      : []),
    ...exits.map((exit, at) => ({
      id: outHandle(portName(exit)),
      type: "source" as const,
      position: Position.Right,
      x: width - DOT / 2,
      y: exitY(at, exits.length) - DOT / 2,
      ...dot,
    })),
    {
      id: outHandle(ERROR_PORT),
      type: "source",
      position: Position.Bottom,
      x: width - 28,
      y: height - DOT / 2,
      ...dot,
    },
  ];
}

/** What of the workflow is drawn: all but the steps that folded containers hide. */
export interface Shown {
  graph: Graph;
  types: Catalogue;
  selected: ReadonlySet<string>;
  folded: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

/** A container comes before what is inside it, whose place is seen from its corner. */
export function nodesOf(shown: Shown, before: ReadonlyMap<string, StepNodeType>): StepNodeType[] {
  const { graph, types, selected, folded, hidden } = shown;
  const used = usedExits(graph);
  const sizes = sizesOf(graph, types);
  return outsideIn(graph)
    .filter((step) => !hidden.has(step.id))
    .map((step) => {
      const old = before.get(step.id);
      const data = dataOf(step, types.get(step.type), used.get(step.id) ?? [], old?.data);
      const own = sizeOfStep(step, types);
      const shut = folded.has(step.id);
      const frame = isFrame(graph, step, types);
      const scope = scopeOf(graph, step.id);
      const node: StepNodeType = {
        id: step.id,
        type: frame ? "frame" : "step",
        data,
        position: graph.layout[step.id] ?? { x: 0, y: 0 },
        selected: selected.has(step.id),
        ...(frame ? { zIndex: layerOf(graph, step.id) } : {}),
        ...(shut ? own : (sizes.get(step.id) ?? own)),
        ...(scope === null ? {} : { parentId: scope }),
        ...(frame && !shut ? { style: frameStyle } : {}),
      };
      if (old && looksTheSame(old, node)) return old;
      return withHandles(node, old);
    });
}

function dataOf(
  step: Step,
  type: StepType | undefined,
  ports: readonly string[],
  old: StepData | undefined,
): StepData {
  if (old && old.step === step && old.type === type && sameNames(old.used, ports)) return old;
  return { step, type, exits: exitsOf(step, type), used: new Set(ports) };
}

/** What was measured before holds while size and exits stay as they were. */
function withHandles(node: StepNodeType, old: StepNodeType | undefined): StepNodeType {
  const size: Size = { width: node.width ?? 0, height: node.height ?? 0 };
  const kept = old?.data === node.data && old.width === size.width && old.height === size.height;
  return {
    ...node,
    handles: (kept ? old.handles : undefined) ?? handlesOf(node.data.exits, size),
    ...(kept && old.measured ? { measured: old.measured } : {}),
  };
}

/** Within a frame the canvas can be dragged and wires can be reached; its head takes the pointer itself. */
const frameStyle: React.CSSProperties = { pointerEvents: "none" };

function looksTheSame(old: StepNodeType, node: StepNodeType): boolean {
  return (
    old.type === node.type &&
    old.data === node.data &&
    old.selected === node.selected &&
    old.parentId === node.parentId &&
    old.position.x === node.position.x &&
    old.position.y === node.position.y &&
    old.width === node.width &&
    old.height === node.height &&
    old.style === node.style &&
    old.zIndex === node.zIndex
  );
}

function usedExits(graph: Graph): Map<string, string[]> {
  const used = new Map<string, string[]>();
  for (const each of graph.edges) {
    const list = used.get(each.from);
    if (list) list.push(each.port ?? "");
    else used.set(each.from, [each.port ?? ""]);
  }
  return used;
}

function sameNames(set: ReadonlySet<string>, names: readonly string[]): boolean {
  return names.every((name) => set.has(name)) && set.size === new Set(names).size;
}

export function wiresOf(
  graph: Graph,
  types: Catalogue,
  selected: Edge | null,
  hidden: ReadonlySet<string>,
  before: ReadonlyMap<string, WireType>,
): WireType[] {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const chosen = selected ? edgeKey(selected) : null;
  return graph.edges.flatMap((each) => {
    const source = steps.get(each.from);
    if (!source || !steps.has(each.to) || hidden.has(each.from) || hidden.has(each.to)) return [];
    const id = edgeKey(each);
    const { handle, broken } = leaving(each, exitsOf(source, types.get(source.type)));
    const isSelected = id === chosen;
    const old = before.get(id);
    if (old && old.selected === isSelected && old.sourceHandle === handle && old.data?.broken === broken)
      return [old];
    const wire: WireType = {
      id,
      type: "wire",
      source: each.from,
      target: each.to,
      sourceHandle: handle,
      targetHandle: IN,
      selected: isSelected,
      data: { edge: each, broken },
    };
    return [wire];
  });
}

/** Where a wire is drawn from; one whose exit is gone leaves by the first and is marked. */
function leaving(edge: Edge, exits: readonly Port[]): { handle: string; broken: boolean } {
  if (edge.port === ERROR_PORT) return { handle: outHandle(ERROR_PORT), broken: false };
  const exit = exits.find((each) =>
    edge.port === undefined ? each.kind === "only" : each.name === edge.port,
  );
  if (exit) return { handle: outHandle(portName(exit)), broken: false };
  return { handle: outHandle(exits[0] ? portName(exits[0]) : ERROR_PORT), broken: true };
}
