/**
 * The whole workflow in a corner, and which part of it is seen. Drawn anew only when the workflow changes; while the view moves, one
 * element moves. A picture for those who point: keys have "Show everything" and the arrows, so nothing here takes the focus.
 */
import { useOnViewportChange, useReactFlow, type Viewport } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import { hiddenIn } from "../commands/containers";
import { allBoxes } from "../model/frames";
import { viewOf } from "../model/geometry";
import { useBuilderStore } from "../stores/context";
import { useRunStore } from "../stores/run-store";
import { drawOverview } from "./overview";
import { CANVAS_ID } from "./view";

const SIZE = { width: 208, height: 136 };
/** A run changes steps many times a second; here that need not be seen at once. */
const RUN_PAUSE = 400;

export function Minimap() {
  const store = useBuilderStore();
  const runs = useRunStore();
  const flow = useReactFlow();
  const picture = useRef<HTMLCanvasElement>(null);
  const seen = useRef<HTMLDivElement>(null);
  const scale = useRef<Viewport>({ x: 0, y: 0, zoom: 0.1 });

  const frame = useCallback((at: Viewport) => {
    const room = document.getElementById(CANVAS_ID);
    if (!seen.current || !room) return;
    const { x, y, zoom } = scale.current;
    const { style } = seen.current;
    style.transform = `translate(${x - (at.x / at.zoom) * zoom}px, ${y - (at.y / at.zoom) * zoom}px)`;
    style.width = `${(room.clientWidth / at.zoom) * zoom}px`;
    style.height = `${(room.clientHeight / at.zoom) * zoom}px`;
  }, []);
  useOnViewportChange({ onChange: frame });

  useEffect(() => {
    let asked = 0;
    let later: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      const { document, types, folded, selected } = store.getState();
      const hidden = hiddenIn(document.graph, folded);
      const scene = { graph: document.graph, types, selected, steps: runs.getState().steps, folded, hidden };
      const view = viewOf([...allBoxes(scene).values()], SIZE, 0.001, 0.15, 0);
      scale.current = view;
      if (picture.current) drawOverview(picture.current, scene, view);
      frame(flow.getViewport());
    };
    const soon = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(draw);
    };
    const stopEdits = store.subscribe((now, before) => {
      const same = now.document.graph === before.document.graph && now.folded === before.folded;
      if (!same || now.selected !== before.selected) soon();
    });
    const stopRuns = runs.subscribe(() => {
      later ??= setTimeout(() => {
        later = undefined;
        soon();
      }, RUN_PAUSE);
    });
    const theme = new MutationObserver(soon);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    soon();
    return () => {
      stopEdits();
      stopRuns();
      theme.disconnect();
      clearTimeout(later);
      cancelAnimationFrame(asked);
    };
  }, [store, runs, flow, frame]);

  const go = (event: React.PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const { x, y, zoom } = scale.current;
    void flow.setCenter((event.clientX - box.left - x) / zoom, (event.clientY - box.top - y) / zoom, {
      zoom: flow.getZoom(),
    });
  };
  return (
    <div
      aria-hidden="true"
      className="minimap"
      style={SIZE}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && go(event)}
    >
      <canvas ref={picture} className="size-full" />
      <div ref={seen} className="minimap-seen" />
    </div>
  );
}
