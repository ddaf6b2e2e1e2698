/** The canvas: draws the document with React Flow and turns gestures into changes of it. */
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type EdgeTypes,
  type NodeChange,
  type NodeTypes,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  type Viewport,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { hiddenIn } from "../commands/containers";
import { isGroupId } from "../model/annotations";
import { notesOn } from "../model/frames";
import { NODE_WIDTH } from "../model/geometry";
import type { Graph } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useRunStore, useShownRun } from "../stores/run-store";
import { type WireType, wiresOf } from "./flow";
import { FrameNode } from "./frame-node";
import { useGestures } from "./gestures";
import { GUIDES_ID, type Guiding, useGuiding } from "./guiding-later";
import { GroupNode, NoteNode } from "./lazy-marks";
import { type CanvasNode, drawnNodes, withMembers } from "./marks-flow";
import { StepNode } from "./step-node";
import { boxOf, CANVAS_ID, calm, FAR, useCanvasView } from "./view";
import { Wire } from "./wire";
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import "./frame.css";
import "./marks.css";

const nodeTypes: NodeTypes = { step: StepNode, frame: FrameNode, note: NoteNode, groupFrame: GroupNode };
const edgeTypes: EdgeTypes = { wire: Wire };
const snapGrid: [number, number] = [8, 8];

type Detail = "full" | "shapes" | "overview";

/** With hysteresis, so that a zoom at the border does not flicker. */
function detailAt(zoom: number, before: Detail): Detail {
  if (zoom < (before === "overview" ? FAR + 0.03 : FAR)) return "overview";
  if (zoom < (before === "full" ? 0.43 : 0.47)) return "shapes";
  return "full";
}

export function Canvas({ describedBy }: { describedBy: string }) {
  const { t } = useTranslation("builder");
  const graph = useBuilder((s) => s.document.graph);
  const linking = useBuilder((s) => s.linking !== null);
  const readOnly = useBuilder((s) => s.readOnly);
  const snap = useBuilder((s) => s.choices.snap);
  const shownRun = useShownRun();
  const box = useRef<HTMLDivElement>(null);
  const guiding = useGuiding();
  const { nodes, takeChanges, boxing } = useNodes(graph, guiding);
  const wires = useWires(graph);
  const view = useDetail(box);
  const gestures = useGestures(guiding);
  const { open } = useCanvasView();
  useKeepInView(box);
  useNearWhenWriting();

  return (
    <div
      ref={box}
      id={CANVAS_ID}
      data-builder-keys
      role="application"
      aria-label={t("canvas.label", { count: graph.steps.length })}
      aria-describedby={describedBy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one tab stop for the whole canvas; arrows move within
      tabIndex={0}
      data-detail="full"
      className={cx("builder-canvas absolute inset-0", shownRun && "has-run", linking && "is-linking")}
      onDragOver={gestures.onDragOver}
      onDragLeave={gestures.onDragLeave}
      onDrop={gestures.onDrop}
      onContextMenu={gestures.onContextMenu}
    >
      <ReactFlow<CanvasNode, WireType>
        nodes={view.far ? noNodes : nodes}
        edges={view.far ? noWires : wires}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={takeChanges}
        onSelectionStart={boxing.start}
        onSelectionEnd={boxing.end}
        onNodeDragStart={gestures.onNodeDragStart}
        onNodeDrag={gestures.onNodeDrag}
        onNodeDragStop={gestures.onNodeDragStop}
        onNodeClick={gestures.onNodeClick}
        onEdgeClick={gestures.onEdgeClick}
        onPaneClick={gestures.onPaneClick}
        onConnectStart={gestures.onConnectStart}
        onConnectEnd={gestures.onConnectEnd}
        onMove={view.moved}
        onlyRenderVisibleElements
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        panActivationKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={multiSelectKeys}
        selectionMode={SelectionMode.Partial}
        connectOnClick={false}
        connectionDragThreshold={4}
        connectionRadius={28}
        nodeDragThreshold={3}
        elevateNodesOnSelect={false}
        snapToGrid={snap}
        snapGrid={snapGrid}
        minZoom={0.05}
        maxZoom={2}
        zoomOnDoubleClick={false}
        onInit={open}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
      </ReactFlow>
      <div id={GUIDES_ID} className="guides" aria-hidden="true">
        <span data-axis="x" />
        <span data-axis="y" />
      </div>
      <canvas ref={view.picture} className="overview" aria-hidden />
    </div>
  );
}

/** From far away nothing is mounted: the picture is all there is to see. */
const noNodes: CanvasNode[] = [];
const noWires: WireType[] = [];
const multiSelectKeys = ["Meta", "Control"];

/** Local nodes while a gesture lasts; the document's when it changes. */
function useNodes(graph: Graph, guiding: Guiding) {
  const store = useBuilderStore();
  const types = useBuilder((s) => s.types);
  const selected = useBuilder((s) => s.selected);
  const folded = useBuilder((s) => s.folded);
  const hidden = useHidden(graph);
  const shown = useMemo(
    () => ({ graph, types, selected, folded, hidden }),
    [graph, types, selected, folded, hidden],
  );
  const [nodes, setNodes] = useState<CanvasNode[]>(() => drawnNodes(shown, []));
  useEffect(() => {
    setNodes((before) => drawnNodes(shown, before));
  }, [shown]);
  const notes = useMemo(() => notesOn(graph, types), [graph, types]);
  const isBoxing = useRef(false);
  const boxing = useMemo(
    () => ({
      start: () => {
        isBoxing.current = true;
      },
      end: () => {
        isBoxing.current = false;
      },
    }),
    [],
  );
  const takeChanges = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const drawn = changes.filter((each) => each.type !== "select" && each.type !== "remove");
      const held = guiding.held(drawn);
      if (held.length > 0) setNodes((before) => applyNodeChanges(withMembers(held, before, notes), before));
      // A box that is drawn within a frame means the steps in it.
      const picks = changes.filter(
        (each) => each.type === "select" && !(isBoxing.current && each.selected && isGroupId(each.id)),
      );
      if (picks.length === 0) return;
      const next = new Set(store.getState().selected);
      for (const each of picks) {
        if (each.type !== "select") continue;
        if (each.selected) next.add(each.id);
        else next.delete(each.id);
      }
      store.getState().select(next);
    },
    [store, guiding, notes],
  );
  return { nodes, takeChanges, boxing };
}

function useHidden(graph: Graph): ReadonlySet<string> {
  const folded = useBuilder((s) => s.folded);
  return useMemo(() => hiddenIn(graph, folded), [graph, folded]);
}

function useWires(graph: Graph): WireType[] {
  const hidden = useHidden(graph);
  const types = useBuilder((s) => s.types);
  const selectedEdge = useBuilder((s) => s.selectedEdge);
  const before = useRef<ReadonlyMap<string, WireType>>(new Map());
  return useMemo(() => {
    const wires = wiresOf(graph, types, selectedEdge, hidden, before.current);
    before.current = new Map(wires.map((each) => [each.id, each]));
    return wires;
  }, [graph, types, selectedEdge, hidden]);
}

/** How much is drawn, by zoom. Changes attributes, not React state, while the canvas moves. */
function useDetail(box: React.RefObject<HTMLDivElement | null>) {
  const store = useBuilderStore();
  const picture = useRef<HTMLCanvasElement>(null);
  const detail = useRef<Detail>("full");
  const last = useRef<Viewport>({ x: 0, y: 0, zoom: 1 });
  const frame = useRef(0);
  const far = useBuilder((s) => s.far);
  const runs = useRunStore();
  const draw = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(async () => {
      const { drawOverview } = await import("./overview");
      const { document, types, folded, selected } = store.getState();
      const { steps } = runs.getState();
      const hidden = hiddenIn(document.graph, folded);
      const scene = { graph: document.graph, types, selected, steps, folded, hidden };
      if (picture.current) drawOverview(picture.current, scene, last.current);
    });
  }, [store, runs]);
  const moved = useCallback(
    (_: unknown, at: Viewport) => {
      last.current = at;
      const next = detailAt(at.zoom, detail.current);
      if (next !== detail.current) {
        detail.current = next;
        box.current?.setAttribute("data-detail", next);
        store.getState().set({ far: next === "overview" });
      }
      if (next === "overview") draw();
    },
    [box, draw, store],
  );
  useEffect(() => {
    const drawFar = () => {
      if (detail.current === "overview") draw();
    };
    const stopEdits = store.subscribe((now, before) => {
      const same = now.document.graph === before.document.graph && now.folded === before.folded;
      if (!same || now.selected !== before.selected) drawFar();
    });
    const stopRuns = runs.subscribe(drawFar);
    return () => {
      stopEdits();
      stopRuns();
      cancelAnimationFrame(frame.current);
    };
  }, [store, runs, draw]);
  return { picture, far, moved };
}

/** The selected step stays visible: when the focus moves on, and when a panel opens over it. */
function useKeepInView(box: React.RefObject<HTMLDivElement | null>): void {
  const { getViewport, setViewport } = useReactFlow();
  const store = useBuilderStore();
  const only = useBuilder((s) => (s.selected.size === 1 ? [...s.selected][0] : undefined));
  const panel = useBuilder((s) => s.panel);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when a panel opens or closes
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const at = only ? boxOf(store, only) : undefined;
      if (!at || !box.current) return;
      const { x, y, zoom } = getViewport();
      const { clientWidth, clientHeight } = box.current;
      const dx = into(at.x * zoom + x, (NODE_WIDTH + 60) * zoom, covered(clientWidth, box.current));
      const dy = into(at.y * zoom + y, 120 * zoom, clientHeight - 72);
      if (dx !== 0 || dy !== 0)
        void setViewport({ x: x + dx, y: y + dy, zoom }, { duration: calm() ? 0 : 180 });
    });
    return () => cancelAnimationFrame(frame);
  }, [only, panel]);
}

/** From far away there is nothing to write in: what is to be written is brought near. */
function useNearWhenWriting(): void {
  const { show } = useCanvasView();
  const writing = useBuilder((s) => (s.far ? s.editing : null));
  useEffect(() => {
    if (writing) show(writing);
  }, [writing, show]);
}

/** On small windows the panel lies over the canvas. */
function covered(width: number, box: HTMLElement): number {
  const panel = document.querySelector<HTMLElement>("[data-builder-panel]");
  if (!panel) return width;
  const overlap = box.getBoundingClientRect().right - panel.getBoundingClientRect().left;
  return Math.max(200, width - Math.max(0, overlap));
}

function into(start: number, length: number, room: number): number {
  const margin = 24;
  if (start < margin) return margin - start;
  const over = start + length + margin - room;
  return over > 0 ? -Math.min(over, start - margin) : 0;
}
