/** The workflow from far away, as one picture: steps as coloured boxes, wires as lines. */
import type { StepRun } from "@/api/types";
import type { Colour } from "../model/annotations";
import { outsideIn } from "../model/containers";
import { type Boxes, framesOf, shownBoxes } from "../model/frames";
import { type Box, isFrame } from "../model/geometry";
import type { Graph, Position } from "../model/graph";
import type { Catalogue } from "../model/step-types";

export interface View extends Position {
  zoom: number;
}

export interface Scene {
  graph: Graph;
  types: Catalogue;
  selected: ReadonlySet<string>;
  steps: ReadonlyMap<string, StepRun>;
  folded: ReadonlySet<string>;
  hidden: ReadonlySet<string>;
}

const statusColour: { [status: string]: string } = {
  running: "--run",
  waiting: "--warn",
  succeeded: "--ok",
  failed: "--err",
};

export function drawOverview(canvas: HTMLCanvasElement, scene: Scene, view: View): void {
  const { graph, types, selected, steps } = scene;
  const boxes = shownBoxes(scene);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const scale = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  resize(canvas, width * scale, height * scale);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.setTransform(scale * view.zoom, 0, 0, scale * view.zoom, scale * view.x, scale * view.y);
  const border = colour("--line-strong");
  const surface = colour("--surface");
  const accent = colour("--accent");
  const found = new Map<string, string>();
  drawMarks(pen, scene, boxes, colour, view.zoom);
  const frames = outsideIn(graph).filter((step) => isFrame(graph, step, types));
  const draw = (step: Graph["steps"][number]): void => {
    const at = boxes.get(step.id);
    if (!at) return;
    const type = types.get(step.type);
    const category = type?.category ?? "app";
    if (!found.has(category)) found.set(category, colour(`--hue-${category}`) || accent);
    pen.globalAlpha = step.disabled ? 0.45 : 1;
    pen.fillStyle = surface;
    const status = statusColour[steps.get(step.id)?.status ?? ""];
    const marked = selected.has(step.id) || status !== undefined;
    pen.strokeStyle = selected.has(step.id) ? accent : status ? colour(status) : border;
    pen.lineWidth = (marked ? 2.5 : 1) / view.zoom;
    pen.beginPath();
    pen.roundRect(at.x, at.y, at.width, at.height, 12);
    pen.fill();
    pen.stroke();
    pen.fillStyle = found.get(category) ?? accent;
    pen.beginPath();
    pen.roundRect(at.x + 12, at.y + 16, 32, 32, 8);
    pen.fill();
    pen.globalAlpha = 1;
  };
  for (const step of frames) draw(step);
  drawWires(pen, graph, boxes, border, view.zoom);
  const framed = new Set(frames);
  for (const step of graph.steps) if (!framed.has(step)) draw(step);
}

const hues: { [C in Colour]: string } = {
  amber: "--hue-note",
  teal: "--hue-logic",
  sky: "--hue-data",
  violet: "--hue-agent",
  rose: "--hue-app",
  grey: "--muted",
};

/** Groups and notes as tinted boxes. */
function drawMarks(
  pen: CanvasRenderingContext2D,
  { graph, selected }: Scene,
  boxes: Boxes,
  colour: (name: string) => string,
  zoom: number,
): void {
  const frames = graph.groups.length > 0 ? framesOf(graph, boxes) : boxes;
  for (const [marks, from, strength, corner] of [
    [graph.groups, frames, 0.1, 16],
    [graph.notes, boxes, 0.3, 6],
  ] as const) {
    for (const mark of marks) {
      const at = from.get(mark.id);
      if (!at) continue;
      pen.fillStyle = colour(hues[mark.colour]);
      pen.strokeStyle = selected.has(mark.id) ? colour("--accent") : pen.fillStyle;
      pen.lineWidth = (selected.has(mark.id) ? 2.5 : 1) / zoom;
      pen.beginPath();
      pen.roundRect(at.x, at.y, at.width, at.height, corner);
      pen.globalAlpha = strength;
      pen.fill();
      pen.globalAlpha = 0.7;
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function drawWires(
  pen: CanvasRenderingContext2D,
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
  colour: string,
  zoom: number,
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1 / zoom;
  pen.beginPath();
  for (const each of graph.edges) {
    const start = boxes.get(each.from);
    const end = boxes.get(each.to);
    if (!start || !end) continue;
    pen.moveTo(start.x + start.width, start.y + 32);
    pen.lineTo(end.x, end.y + 32);
  }
  pen.stroke();
}

/** Setting a size clears the picture and costs memory: only when it differs. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
