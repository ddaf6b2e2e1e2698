/** What the pointer does on the canvas, turned into changes: drag, drop, click, connect; into containers and out of them. */
import {
  type FinalConnectionState,
  type OnConnectStartParams,
  type ReactFlowInstance,
  useReactFlow,
} from "@xyflow/react";
import { useMemo } from "react";
import { addEdge, addStep } from "../commands/actions";
import { hiddenIn } from "../commands/containers";
import { isGroupId, isMark } from "../model/annotations";
import { insideOf, type Scope, scopeOf } from "../model/containers";
import { framesOf as groupFrames, shownBoxes, withNotes } from "../model/frames";
import { type Box, boxesOf, covers, isFrame, stepAt } from "../model/geometry";
import { edgeKey, type Graph, type Position } from "../model/graph";
import { groupOf, scopeOfGroup } from "../model/groups";
import { useBuilderStore } from "../stores/context";
import type { BuilderState, BuilderStore } from "../stores/store";
import type { Landing } from "./dropping";
import { from, portOfHandle, type WireType } from "./flow";
import type { Guiding } from "./guiding-later";
import type { CanvasNode } from "./marks-flow";

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

/** The frames of groups as they are before anything moves. */
function openGroups(state: BuilderState): Frames {
  const { graph } = state.document;
  if (graph.groups.length === 0) return [];
  const { types, folded } = state;
  const boxes = shownBoxes({ graph, types, folded, hidden: hiddenIn(graph, folded) });
  return [...groupFrames(graph, boxes)];
}

/** The group on this ground into which something falls; its own keeps it a little beyond the frame. */
function groupAt(
  graph: Graph,
  frames: Frames,
  at: Position,
  ground: Scope,
  own: string | null,
): string | null {
  const grounds = new Map(graph.groups.map((group) => [group.id, scopeOfGroup(graph, group)]));
  const here = frames.filter(([id]) => grounds.get(id) === ground);
  const home = here.find(([id]) => id === own)?.[1];
  const inside = here.findLast(([, box]) => covers(box, at))?.[0] ?? null;
  if (home && covers(home, at, inside === null ? STAYS_WITHIN : 0)) return own;
  return inside;
}

function cornerOf(frames: Frames, scope: Scope): Position {
  return frames.find(([id]) => id === scope)?.[1] ?? { x: 0, y: 0 };
}

function pointOf(event: MouseEvent | TouchEvent): Position | null {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return point ? { x: point.clientX, y: point.clientY } : null;
}

/** The same functions for as long as the canvas is there: React Flow draws every node again when it is given others. */
export function useGestures(guiding: Guiding) {
  const store = useBuilderStore();
  const { screenToFlowPosition } = useReactFlow();
  return useMemo(
    () => gesturesOf(store, screenToFlowPosition, guiding),
    [store, screenToFlowPosition, guiding],
  );
}

/** Loaded when the first drag begins; by its end it is there. */
const dropping = () => import("./dropping");

function gesturesOf(
  store: BuilderStore,
  screenToFlowPosition: ReactFlowInstance["screenToFlowPosition"],
  guiding: Guiding,
) {
  let frames: Frames = [];
  let groups: Frames = [];

  const landingOf = (event: MouseEvent | TouchEvent, node: CanvasNode): Landing => {
    const { graph } = store.getState().document;
    const home = groupOf(graph, node.id)?.id ?? null;
    const point = pointOf(event);
    const at = point && screenToFlowPosition(point, { snapToGrid: false });
    const own = scopeOf(graph, node.id);
    const ground = at && !isMark(node.id) ? scopeAt(frames, at, own) : own;
    const group = at && !isGroupId(node.id) ? groupAt(graph, groups, at, ground, home) : home;
    return { scope: isMark(node.id) ? "own" : ground, group };
  };

  const onNodeDragStart = (_: unknown, leading: CanvasNode, moved: CanvasNode[]) => {
    guiding.start(leading, moved);
    void dropping();
    const state = store.getState();
    frames = framesOf(
      state,
      moved.map((each) => each.id),
    );
    groups = openGroups(state);
  };

  const onNodeDrag = (event: MouseEvent | TouchEvent | React.MouseEvent, node: CanvasNode) => {
    const { scope, group } = landingOf(native(event), node);
    const { landing: before, landingGroup, set } = store.getState();
    const landing = scope === "own" ? null : scope;
    if (before !== landing || landingGroup !== group) set({ landing, landingGroup: group });
  };

  const onNodeDragStop = (
    event: MouseEvent | TouchEvent | React.MouseEvent,
    node: CanvasNode,
    moved: CanvasNode[],
  ) => {
    const landing = landingOf(native(event), node);
    store.getState().set({ landing: null, landingGroup: null });
    const held = guiding.stop();
    const places = moved.map(({ id, position }) => ({
      id,
      position: { x: position.x + held.x, y: position.y + held.y },
    }));
    const corner = cornerOf(frames, landing.scope === "own" ? null : landing.scope);
    void dropping().then(({ drop }) => drop(store, places, landing, corner));
  };

  const onNodeClick = (event: React.MouseEvent, node: CanvasNode) => {
    const state = store.getState();
    const mark = isMark(node.id);
    if (state.linking) {
      if (!mark) addEdge(store, state.linking.from, node.id);
      state.link(null);
      return;
    }
    if (state.editing === node.id) return;
    if (!event.shiftKey && !event.metaKey && !event.ctrlKey) state.select([node.id], { open: !mark });
  };

  const hitAt = (at: Position): string | null => {
    const state = store.getState();
    const hidden = hiddenIn(state.document.graph, state.folded);
    const boxes = boxesOf(state.document.graph, state.types);
    for (const id of hidden) boxes.delete(id);
    return stepAt(withNotes(state.document.graph, boxes), at);
  };

  const onPaneClick = (event: React.MouseEvent) => {
    const state = store.getState();
    const hit = hitAt(screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }));
    if (state.linking) {
      if (hit && !isMark(hit)) addEdge(store, state.linking.from, hit);
      state.link(null);
      return;
    }
    state.selectEdge(null);
    state.select(hit ? [hit] : [], { open: hit !== null && !isMark(hit) });
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
    if (to && !isMark(to)) {
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

  /** By the pointer: about what is under it. By the menu key: about what is selected. */
  const onContextMenu = (event: React.MouseEvent) => {
    if (!(event.target instanceof Element) || event.target.closest("input, textarea")) return;
    event.preventDefault();
    const state = store.getState();
    const pointed = event.button === 2;
    const box = event.currentTarget.getBoundingClientRect();
    const [only] = state.selected;
    const chosen = only === undefined ? null : document.querySelector(`[data-id="${CSS.escape(only)}"]`);
    const corner = (chosen ?? event.currentTarget).getBoundingClientRect();
    const screen = pointed
      ? { x: event.clientX, y: event.clientY }
      : chosen
        ? { x: corner.left + 24, y: corner.top + 32 }
        : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const place = screenToFlowPosition(screen, { snapToGrid: false });
    if (pointed) {
      const under = event.target.closest<HTMLElement>(".react-flow__node")?.dataset.id ?? hitAt(place);
      if (under === null) state.select([]);
      else if (!state.selected.has(under)) state.select([under]);
    }
    state.set({ menu: { screen, place } });
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
    onContextMenu,
  };
}

function native(event: MouseEvent | TouchEvent | React.MouseEvent): MouseEvent | TouchEvent {
  return "nativeEvent" in event ? event.nativeEvent : event;
}
