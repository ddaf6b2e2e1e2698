/** What the canvas asks of guide lines. They are loaded once it stands; until then things are dragged without. */
import { type NodeChange, useReactFlow } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import type { Position } from "../model/graph";
import { useBuilderStore } from "../stores/context";
import type { CanvasNode } from "./marks-flow";

export const GUIDES_ID = "builder-guides";

export interface Guiding {
  start: (leading: CanvasNode, moved: readonly CanvasNode[]) => void;
  /** The changes of a drag, held to the line. */
  held: (changes: NodeChange<CanvasNode>[]) => NodeChange<CanvasNode>[];
  /** How far what was dragged is held away from the pointer. */
  stop: () => Position;
}

export function useGuiding(): Guiding {
  const store = useBuilderStore();
  const { getViewport } = useReactFlow();
  const loaded = useRef<Guiding>(null);
  useEffect(() => {
    void import("./guiding").then(({ guidingOf }) => {
      loaded.current = guidingOf(store, getViewport);
    });
  }, [store, getViewport]);
  return useMemo(
    () => ({
      start: (leading, moved) => loaded.current?.start(leading, moved),
      held: (changes) => loaded.current?.held(changes) ?? changes,
      stop: () => loaded.current?.stop() ?? { x: 0, y: 0 },
    }),
    [],
  );
}
