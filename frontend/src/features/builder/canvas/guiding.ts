/** Guide lines while something is dragged: holds it to what it lines up with, and draws the lines past React. */
import type { ReactFlowInstance } from "@xyflow/react";
import { hiddenIn } from "../commands/containers";
import { insideOf, scopeOf } from "../model/containers";
import { allBoxes, shownBoxes } from "../model/frames";
import type { Position } from "../model/graph";
import { scopeOfGroup, ungathered } from "../model/groups";
import { type Guide, type Lines, linesOf, lineUp } from "../model/guides";
import type { BuilderStore } from "../stores/store";
import { GUIDES_ID, type Guiding } from "./guiding-later";

/** So near on the screen, and it snaps. */
const REACH = 6;

interface Dragging {
  id: string;
  lines: Lines;
  size: { width: number; height: number };
  ground: Position;
  offset: Position;
}

export function guidingOf(store: BuilderStore, viewport: ReactFlowInstance["getViewport"]): Guiding {
  let dragging: Dragging | null = null;
  return {
    start(leading, moved) {
      const { document, types, folded, choices } = store.getState();
      const { graph } = document;
      if (!choices.guides) return;
      const shown = { graph, types, folded, hidden: hiddenIn(graph, folded) };
      const boxes = shownBoxes(shown);
      const own = ungathered(
        graph,
        moved.map((each) => each.id),
      );
      const away = new Set([...own, ...insideOf(graph, own)]);
      const group = graph.groups.find((each) => each.id === leading.id);
      const scope = group ? scopeOfGroup(graph, group) : scopeOf(graph, leading.id);
      const around = boxes.get(scope ?? "");
      const box = group ? allBoxes(shown).get(leading.id) : boxes.get(leading.id);
      const neighbours = [...boxes].filter(([id]) => !away.has(id) && id !== scope).map(([, each]) => each);
      if (!box) return;
      dragging = {
        id: leading.id,
        lines: linesOf(neighbours),
        size: { width: box.width, height: box.height },
        ground: { x: around?.x ?? 0, y: around?.y ?? 0 },
        offset: { x: 0, y: 0 },
      };
    },
    held(changes) {
      const drag = dragging;
      if (drag === null) return changes;
      const leading = changes.find((each) => each.type === "position" && each.id === drag.id);
      if (leading?.type !== "position" || !leading.position) return changes;
      const { ground, size, lines } = drag;
      const at = { x: ground.x + leading.position.x, y: ground.y + leading.position.y };
      const { dx, dy, guides } = lineUp(lines, { ...at, ...size }, REACH / viewport().zoom);
      drag.offset = { x: dx, y: dy };
      draw(guides, viewport());
      if (dx === 0 && dy === 0) return changes;
      return changes.map((each) =>
        each.type === "position" && each.position
          ? { ...each, position: { x: each.position.x + dx, y: each.position.y + dy } }
          : each,
      );
    },
    stop() {
      const offset = dragging?.offset ?? { x: 0, y: 0 };
      dragging = null;
      draw([], viewport());
      return offset;
    },
  };
}

/** Two elements that are always there; only their places change. */
function draw(guides: readonly Guide[], view: { x: number; y: number; zoom: number }): void {
  const box = document.getElementById(GUIDES_ID);
  for (const axis of ["x", "y"] as const) {
    const line = box?.querySelector<HTMLElement>(`[data-axis="${axis}"]`);
    const guide = guides.find((each) => each.axis === axis);
    if (!line) continue;
    line.style.display = guide ? "block" : "none";
    if (!guide) continue;
    const along = axis === "x" ? "y" : "x";
    const at = view[axis] + guide.at * view.zoom;
    const from = view[along] + guide.from * view.zoom;
    const length = `${(guide.to - guide.from) * view.zoom}px`;
    line.style.transform = axis === "x" ? `translate(${at}px, ${from}px)` : `translate(${from}px, ${at}px)`;
    line.style[axis === "x" ? "height" : "width"] = length;
  }
}
