/** What the pointer does on the canvas, turned into changes: drag, drop, click, connect; into containers and out of them. */
import {
  type FinalConnectionState,
  type OnConnectStartParams,
  type ReactFlowInstance,
  useReactFlow,
} from "@xyflow/react";
import { useMemo } from "react";
import { addEdge, addStep, withRoom } from "../commands/actions";
import { hiddenIn, nest } from "../commands/containers";
import { insideOf, type Scope, scopeOf } from "../model/containers";
import { type Box, boxesOf, covers, isFrame, stepAt } from "../model/geometry";
import { edgeKey, type Position } from "../model/graph";
import { useBuilderStore } from "../stores/context";
import type { BuilderState, BuilderStore } from "../stores/store";
import { from, portOfHandle, type StepNodeType, type WireType } from "./flow";

export const STEP_TYPE_MIME = "application/x-step-type";

/** So far beyond its frame a step may be dragged and still belongs to it: the frame grows. */
const STAYS_WITHIN = 48;

type Frames = [string, Box][];

/** The open frames on the canvas, each before those inside it. */
function framesOf(state: BuilderState, without: readonly string[] = []): Frames {
  const { graph } = state.document;
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const hidden = hiddenIn(graph, state.folded);
  const own = new Set([...without, ...insideOf(graph, without)]);
  return [...boxesOf(graph, state.types)].filter(([id]) => {
    const step = steps.get(id);
    const shut = hidden.has(id) || state.folded.has(id) || own.has(id);
    return step !== undefined && !shut && isFrame(graph, step, state.types);
  });
}

function scopeAt(frames: Frames, at: Position, own: Scope = null): Scope {
  const found = frames.findLast(([, box]) => covers(box, at))?.[0] ?? null;
  if (own === null || found !== null) return found;
  const home = frames.find(([id]) => id === own)?.[1];
  return home && covers(home, at, STAYS_WITHIN) ? own : null;
}

function cornerOf(frames: Frames, scope: Scope): Position {
  return frames.find(([id]) => id === scope)?.[1] ?? { x: 0, y: 0 };
}

function pointOf(event: MouseEvent | TouchEvent): Position | null {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return point ? { x: point.clientX, y: point.clientY } : null;
}

/** The same functions for as long as the canvas is there: React Flow draws every node again when it is given others. */
export function useGestures() {
  const store = useBuilderStore();
  const { screenToFlowPosition } = useReactFlow();
  return useMemo(() => gesturesOf(store, screenToFlowPosition), [store, screenToFlowPosition]);
}

function gesturesOf(store: BuilderStore, screenToFlowPosition: ReactFlowInstance["screenToFlowPosition"]) {
  let frames: Frames = [];

  const landingOf = (event: MouseEvent | TouchEvent, node: StepNodeType): Scope => {
    const own = scopeOf(store.getState().document.graph, node.id);
    const point = pointOf(event);
    return point ? scopeAt(frames, screenToFlowPosition(point, { snapToGrid: false }), own) : own;
  };

  const onNodeDragStart = (_: unknown, __: StepNodeType, moved: StepNodeType[]) => {
    frames = framesOf(
      store.getState(),
      moved.map((each) => each.id),
    );
  };

  const onNodeDrag = (event: MouseEvent | TouchEvent | React.MouseEvent, node: StepNodeType) => {
    const landing = landingOf(native(event), node);
    if (store.getState().landing !== landing) store.getState().set({ landing });
  };

  const onNodeDragStop = (
    event: MouseEvent | TouchEvent | React.MouseEvent,
    node: StepNodeType,
    moved: StepNodeType[],
  ) => {
    const state = store.getState();
    const { graph } = state.document;
    const into = landingOf(native(event), node);
    state.set({ landing: null });
    const boxes = boxesOf(graph, state.types);
    const corner = cornerOf(frames, into);
    const places = Object.fromEntries(
      moved.map((each) => {
        const scope = scopeOf(graph, each.id);
        const old = scope === into || scope === null ? undefined : boxes.get(scope);
        const home = scope === into ? corner : (old ?? { x: 0, y: 0 });
        return [each.id, { x: home.x + each.position.x - corner.x, y: home.y + each.position.y - corner.y }];
      }),
    );
    const leaving = moved.filter((each) => scopeOf(graph, each.id) !== into).map((each) => each.id);
    if (leaving.length > 0) nest(store, leaving, into, places);
    else
      state.change({
        label: "move",
        values: { count: moved.length },
        operations: withRoom(state, [{ kind: "moveSteps", layout: places }], [into]),
      });
  };

  const onNodeClick = (event: React.MouseEvent, node: StepNodeType) => {
    const state = store.getState();
    if (state.linking) {
      addEdge(store, state.linking.from, node.id);
      state.link(null);
      return;
    }
    if (!event.shiftKey && !event.metaKey && !event.ctrlKey) state.select([node.id], { open: true });
  };

  const hitAt = (at: Position): string | null => {
    const state = store.getState();
    const hidden = hiddenIn(state.document.graph, state.folded);
    const boxes = boxesOf(state.document.graph, state.types);
    for (const id of hidden) boxes.delete(id);
    return stepAt(boxes, at);
  };

  const onPaneClick = (event: React.MouseEvent) => {
    const state = store.getState();
    const hit = hitAt(screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }));
    if (state.linking) {
      if (hit) addEdge(store, state.linking.from, hit);
      state.link(null);
      return;
    }
    state.selectEdge(null);
    state.select(hit ? [hit] : [], { open: true });
  };

  const onEdgeClick = (_: unknown, wire: WireType) => {
    if (wire.data) store.getState().selectEdge(wire.data.edge);
  };

  const onConnectStart = (_: unknown, { nodeId, handleId, handleType }: OnConnectStartParams) => {
    if (nodeId && handleType === "source") store.getState().link(from(nodeId, portOfHandle(handleId)));
  };

  const onConnectEnd = (event: MouseEvent | TouchEvent, connection: FinalConnectionState) => {
    const state = store.getState();
    const started = state.linking?.from;
    state.link(null);
    const screen = pointOf(event);
    if (!started || state.readOnly || !screen) return;
    const under = document.elementFromPoint(screen.x, screen.y)?.closest<HTMLElement>(".react-flow__node");
    const to = connection.toNode?.id ?? under?.dataset.id;
    if (to) {
      if (to !== started.step) addEdge(store, started, to);
      return;
    }
    const at = screenToFlowPosition(screen);
    const corner = cornerOf(framesOf(state), scopeOf(state.document.graph, started.step));
    const place = { x: at.x - corner.x, y: at.y - corner.y - 32 };
    state.set({ chooser: { kind: "add", target: { from: started, place }, screen } });
  };

  const onDragOver = (event: React.DragEvent) => {
    if (!event.dataTransfer.types.includes(STEP_TYPE_MIME)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const state = store.getState();
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
    const landing = scopeAt(framesOf(state), at);
    if (state.landing !== landing) state.set({ landing });
  };

  const onDrop = (event: React.DragEvent) => {
    const state = store.getState();
    const type = state.types.get(event.dataTransfer.getData(STEP_TYPE_MIME));
    if (!type) return;
    event.preventDefault();
    state.set({ landing: null });
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const wire = document
      .elementFromPoint(event.clientX, event.clientY)
      ?.closest<HTMLElement>(".react-flow__edge");
    const edge = state.document.graph.edges.find((each) => edgeKey(each) === wire?.dataset.id);
    const open = framesOf(state);
    const inside = scopeAt(open, at);
    const corner = cornerOf(open, inside);
    const place = { x: at.x - corner.x - 116, y: at.y - corner.y - 32 };
    addStep(store, type, edge ? { edge } : inside === null ? { place } : { inside, place });
  };

  const onDragLeave = () => {
    if (store.getState().landing !== null) store.getState().set({ landing: null });
  };

  return {
    onNodeDragStart,
    onNodeDrag,
    onNodeDragStop,
    onNodeClick,
    onEdgeClick,
    onPaneClick,
    onConnectStart,
    onConnectEnd,
    onDragOver,
    onDragLeave,
    onDrop,
  };
}

function native(event: MouseEvent | TouchEvent | React.MouseEvent): MouseEvent | TouchEvent {
  return "nativeEvent" in event ? event.nativeEvent : event;
}
