/** Moving the view: zoom, show everything, show a step. Works out bounds itself: React Flow knows only the nodes that it has drawn. */
import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { flushSync } from "react-dom";
import { reveal } from "../commands/containers";
import { allBoxes } from "../model/frames";
import { type Box, NODE_WIDTH, viewOf } from "../model/geometry";
import type { Position } from "../model/graph";
import { useBuilderStore } from "../stores/context";
import type { BuilderStore } from "../stores/store";

export const CANVAS_ID = "builder-canvas";
export type ZoomChange = "in" | "out" | "fit" | "actual" | "selection";

export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Everything on the canvas: steps, also those that folded containers hide, notes, groups. */
function boxesIn(store: BuilderStore): Map<string, Box> {
  const { document: workflow, types } = store.getState();
  return allBoxes({ graph: workflow.graph, types, folded: nothing, hidden: nothing });
}

const nothing: ReadonlySet<string> = new Set();

export function boxOf(store: BuilderStore, id: string): Box | undefined {
  return boxesIn(store).get(id);
}

/** After writing in place the keys go on where they were. */
export function focusCanvas(): void {
  document.getElementById(CANVAS_ID)?.focus({ preventScroll: true });
}

export interface CanvasView {
  zoom: (change: ZoomChange) => void;
  /** At the start: everything if it stays readable, else the beginning. */
  open: () => void;
  show: (id: string) => void;
  beside: (id: string) => Position | undefined;
  /** The place on the canvas that is in the middle of what is seen. */
  centre: () => Position | undefined;
}

/** Gliding between close up and far away would draw every step on the way in elements, only to throw them away. */
function isLeap(from: number, to: number): boolean {
  return Math.max(from, to) / Math.min(from, to) > 2 && Math.min(from, to) < READABLE;
}

/** Below this the canvas is one picture. */
export const FAR = 0.35;

/** Words can still be read at this zoom. */
const READABLE = 0.55;

export function useCanvasView(): CanvasView {
  const store = useBuilderStore();
  const flow = useReactFlow();
  return useMemo(() => {
    const duration = () => (calm() ? 0 : 180);
    const look = (ids: ReadonlySet<string> | null, options: { least?: number; still?: boolean } = {}) => {
      const room = document.getElementById(CANVAS_ID);
      if (!room) return;
      const boxes = [...boxesIn(store)].filter(([id]) => ids === null || ids.has(id)).map(([, box]) => box);
      const view = viewOf(boxes, { width: room.clientWidth, height: room.clientHeight }, options.least);
      const leap = isLeap(flow.getZoom(), view.zoom);
      if (leap && view.zoom < FAR) flushSync(() => store.getState().set({ far: true }));
      void flow.setViewport(view, { duration: leap || options.still ? 0 : duration() });
    };
    return {
      zoom: (change) => {
        if (change === "in") void flow.zoomIn({ duration: duration() });
        else if (change === "out") void flow.zoomOut({ duration: duration() });
        else if (change === "actual")
          void flow.zoomTo(1, { duration: isLeap(flow.getZoom(), 1) ? 0 : duration() });
        else look(change === "selection" ? store.getState().selected : null);
      },
      open: () => look(null, { least: READABLE, still: true }),
      show: (id) => {
        reveal(store, id);
        const box = boxOf(store, id);
        const zoom = Math.max(flow.getZoom(), 0.8);
        const still = isLeap(flow.getZoom(), zoom);
        if (box)
          void flow.setCenter(box.x + NODE_WIDTH / 2, box.y + 32, { zoom, duration: still ? 0 : duration() });
      },
      beside: (id) => {
        const box = boxOf(store, id);
        if (!box || !document.getElementById(CANVAS_ID)) return undefined;
        return flow.flowToScreenPosition({ x: box.x + NODE_WIDTH + 24, y: box.y });
      },
      centre: () => {
        const room = document.getElementById(CANVAS_ID)?.getBoundingClientRect();
        if (!room) return undefined;
        return flow.screenToFlowPosition({ x: room.x + room.width / 2, y: room.y + room.height / 2 });
      },
    };
  }, [store, flow]);
}
