/** One workflow, or two side by side, only to be looked at. Both move together; what changed is marked. */
import {
  Background,
  BackgroundVariant,
  type EdgeTypes,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
} from "@xyflow/react";
import { Minus, Plus, Scan } from "lucide-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Graph as ApiGraph, StepType as ApiStepType } from "@/api/types";
import { cx } from "@/lib/cx";
import type { ChangeKind } from "@/parts/changes/compare";
import { IconButton } from "@/ui/button";
import { type WireType, wiresOf } from "../canvas/flow";
import { type CanvasNode, drawnNodes } from "../canvas/marks-flow";
import { withLayout } from "../commands/actions";
import { isMark } from "../model/annotations";
import { allBoxes } from "../model/frames";
import { type Box, type Viewport, viewOf } from "../model/geometry";
import { type Graph, readGraph } from "../model/graph";
import { type Catalogue, catalogue, type StepType } from "../model/step-types";
import { useWide } from "../use-wide";
import { DrawnStep, DrawnWire } from "./drawn";
import { DrawnGroup, DrawnNote } from "./drawn-marks";
import { MarksContext } from "./marks";
import "@xyflow/react/dist/base.css";
import "../canvas/canvas.css";
import "../canvas/frame.css";
import "../canvas/marks.css";
import "./compare.css";

export interface CanvasSide {
  key: string;
  label: string;
  graph: ApiGraph;
  steps: ReadonlyMap<string, ChangeKind>;
  edges: ReadonlyMap<string, ChangeKind>;
  marks: ReadonlyMap<string, ChangeKind>;
}

export interface CanvasesProps {
  sides: readonly CanvasSide[];
  types: readonly ApiStepType[];
  /** The step in the middle of attention. Another object, even with the same id, brings it into view again. */
  shown: { id: string } | null;
  onPick: (id: string) => void;
}

const nodeTypes: NodeTypes = { step: DrawnStep, frame: DrawnStep, note: DrawnNote, groupFrame: DrawnGroup };
const edgeTypes: EdgeTypes = { wire: DrawnWire };
const nobody: ReadonlySet<string> = new Set();
const LEAST = 0.08;
const MOST = 1.5;
const PAN = 80;
const READABLE = 0.5;

export function Canvases(props: CanvasesProps) {
  // On narrow screens the list says it all.
  return useWide(900) ? <Side key={props.sides.map((side) => side.key).join(" ")} {...props} /> : null;
}

function Side({ sides, types, shown, onPick }: CanvasesProps) {
  const { t } = useTranslation("versions");
  const box = useRef<HTMLDivElement>(null);
  const known = useMemo(() => catalogue(types as unknown as readonly StepType[]), [types]);
  const graphs = useMemo(() => sides.map((side) => withLayout(readGraph(side.graph), known)), [sides, known]);
  const boxes = useMemo(
    () => graphs.map((graph) => allBoxes({ graph, types: known, folded: nobody, hidden: nobody })),
    [graphs, known],
  );
  const [view, setView] = useState<Viewport | null>(null);

  const room = () => {
    const pane = box.current?.querySelector<HTMLElement>("[data-pane]");
    return { width: pane?.clientWidth ?? 0, height: pane?.clientHeight ?? 0 };
  };
  const showAll = () =>
    setView(
      viewOf(
        boxes.flatMap((each) => [...each.values()]),
        room(),
        LEAST,
      ),
    );
  const zoomBy = (factor: number) => {
    const { width, height } = room();
    setView((at) => at && zoomed(at, factor, { x: width / 2, y: height / 2 }));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: fitted once it is there; later the view is the person's own
  useLayoutEffect(() => {
    const isMarked = (mark: ChangeKind | undefined) => mark !== undefined && mark !== "moved";
    const marked = boxes.flatMap((each, at) =>
      [...each].filter(([id]) => isMarked(sides[at]?.steps.get(id))),
    );
    const all = boxes.flatMap((each) => [...each.values()]);
    const whole = viewOf(all, room(), LEAST);
    // What can be read at a glance is shown whole; else what changed comes first.
    if (whole.zoom >= READABLE || marked.length === 0) setView(viewOf(all, room(), READABLE));
    else
      setView(
        viewOf(
          marked.map(([, box]) => box),
          room(),
          READABLE,
        ),
      );
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when something is to be shown
  useEffect(() => {
    const at = shown && boxes.map((each) => each.get(shown.id)).find(Boolean);
    if (at) setView((before) => centred(at, room(), before?.zoom ?? 1));
  }, [shown]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = panKeys[event.key];
    if (move) setView((at) => at && { ...at, x: at.x + move.x * PAN, y: at.y + move.y * PAN });
    else if (event.key === "+" || event.key === "=") zoomBy(1.25);
    else if (event.key === "-") zoomBy(0.8);
    else if (event.key === "0") showAll();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={box} className="flex flex-col gap-2">
      <div className={cx("grid gap-3", sides.length > 1 && "grid-cols-2")}>
        {sides.map((side, at) => (
          <figure key={side.key} className="flex min-w-0 flex-col gap-1.5">
            <figcaption className="truncate text-ui font-medium">{side.label}</figcaption>
            {/* biome-ignore lint/a11y/useSemanticElements: a drawing that is moved by keys is no group of fields */}
            <div
              data-pane
              role="group"
              aria-label={t("canvas.label", { name: side.label })}
              aria-describedby="compare-keys"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move what is drawn
              tabIndex={0}
              onKeyDown={onKeyDown}
              data-detail={view && view.zoom < 0.43 ? "shapes" : "full"}
              className="builder-canvas is-compared relative h-[clamp(16rem,40vh,32rem)] overflow-hidden rounded-card border border-line bg-bg"
            >
              {view && graphs[at] && (
                <ReactFlowProvider>
                  <MarksContext value={side}>
                    <Drawing
                      graph={graphs[at]}
                      types={known}
                      current={shown?.id ?? null}
                      view={view}
                      onView={setView}
                      onPick={onPick}
                    />
                  </MarksContext>
                </ReactFlowProvider>
              )}
            </div>
          </figure>
        ))}
      </div>
      <div className="flex items-center gap-1">
        <IconButton size="sm" label={t("canvas.zoomIn")} onClick={() => zoomBy(1.25)}>
          <Plus size={16} aria-hidden />
        </IconButton>
        <IconButton size="sm" label={t("canvas.zoomOut")} onClick={() => zoomBy(0.8)}>
          <Minus size={16} aria-hidden />
        </IconButton>
        <IconButton size="sm" label={t("canvas.fit")} onClick={showAll}>
          <Scan size={15} aria-hidden />
        </IconButton>
        <p id="compare-keys" className="ml-1 text-caption text-muted">
          {t("canvas.keys")}
        </p>
      </div>
    </div>
  );
}

interface DrawingProps {
  graph: Graph;
  types: Catalogue;
  current: string | null;
  view: Viewport;
  onView: (view: Viewport) => void;
  onPick: (id: string) => void;
}

function Drawing({ graph, types, current, view, onView, onPick }: DrawingProps) {
  const nodes = useMemo(() => {
    const selected = new Set(current === null ? [] : [current]);
    return drawnNodes({ graph, types, selected, folded: nobody, hidden: nobody }, []);
  }, [graph, types, current]);
  const wires = useMemo(() => wiresOf(graph, types, null, nobody, new Map()), [graph, types]);
  return (
    <ReactFlow<CanvasNode, WireType>
      nodes={nodes}
      edges={wires}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      viewport={view}
      onViewportChange={onView}
      onNodeClick={(_, node) => !isMark(node.id) && onPick(node.id)}
      onlyRenderVisibleElements
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      zoomOnDoubleClick={false}
      minZoom={LEAST}
      maxZoom={MOST}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.4} />
    </ReactFlow>
  );
}

const panKeys: Record<string, { x: number; y: number } | undefined> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** Zoomed so that what is at this place of the screen stays there. */
function zoomed(view: Viewport, factor: number, at: { x: number; y: number }): Viewport {
  const zoom = Math.min(MOST, Math.max(LEAST, view.zoom * factor));
  const scale = zoom / view.zoom;
  return { x: at.x - (at.x - view.x) * scale, y: at.y - (at.y - view.y) * scale, zoom };
}

/** Near enough to be read. */
function centred(box: Box, room: { width: number; height: number }, before: number): Viewport {
  const zoom = Math.min(1, Math.max(0.7, before));
  return {
    x: room.width / 2 - (box.x + Math.min(box.width, 400) / 2) * zoom,
    y: room.height / 2 - (box.y + Math.min(box.height, 160) / 2) * zoom,
    zoom,
  };
}
