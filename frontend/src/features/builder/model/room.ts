/** A frame grows with what is inside it: keeps its margins and moves what it would cover. Works out places; changes nothing else. */
import { membersOf, type Scope, scopeOf } from "./containers";
import { type Box, boxesIn, COLUMN_GAP, FRAME, overlaps, ROW_GAP } from "./geometry";
import type { Graph } from "./graph";
import type { Catalogue } from "./step-types";

type Layout = Graph["layout"];

/** The places that change once `after` has come from `before` by a change in these scopes: from there outwards, frame by frame. */
export function makeRoom(before: Graph, after: Graph, types: Catalogue, scopes: Iterable<Scope>): Layout {
  const layout: Layout = {};
  for (const start of scopes) {
    for (let scope = start; scope !== null; scope = scopeOf(after, scope)) {
      const now: Graph = { ...after, layout: { ...after.layout, ...layout } };
      Object.assign(layout, margins(now, scope));
      const grown: Graph = { ...now, layout: { ...now.layout, ...layout } };
      Object.assign(layout, makeWay(before, grown, types, scope));
    }
  }
  return layout;
}

/** What has come too near to the left or the top moves everything inside away from it. */
function margins(graph: Graph, scope: string): Layout {
  const members = membersOf(graph, scope);
  const places = members.map((step) => graph.layout[step.id] ?? { x: 0, y: 0 });
  const dx = Math.max(0, FRAME.left - Math.min(...places.map((at) => at.x)));
  const dy = Math.max(0, FRAME.top - Math.min(...places.map((at) => at.y)));
  if (members.length === 0 || (dx === 0 && dy === 0)) return {};
  return Object.fromEntries(
    members.map((step, at) => [step.id, { x: (places[at]?.x ?? 0) + dx, y: (places[at]?.y ?? 0) + dy }]),
  );
}

/** What was to the right of the frame moves right, what was below it moves down: no further than it must. */
function makeWay(before: Graph, after: Graph, types: Catalogue, frame: string): Layout {
  const scope = scopeOf(after, frame);
  const boxes = boxesIn(after, types, scope);
  const now = boxes.get(frame);
  const old = boxesIn(before, types, scopeOf(before, frame)).get(frame) ?? now;
  if (!now || !old || (now.width <= old.width && now.height <= old.height)) return {};
  const was: Box = { ...now, width: old.width, height: old.height };
  const others = [...boxes].filter(([id]) => id !== frame);
  const right = others.filter(([, box]) => box.x >= was.x + was.width && sharesRows(box, now));
  const below = others.filter(([, box]) => box.y >= was.y + was.height && box.x < was.x + was.width);
  const layout: Layout = {};
  const covered = others.filter(([, box]) => overlaps(box, now, ROW_GAP / 2));
  const isCovered = (group: typeof others) => group.some((each) => covered.includes(each));
  if (isCovered(right)) {
    const by = now.x + now.width + COLUMN_GAP - Math.min(...right.map(([, box]) => box.x));
    for (const [id, box] of right) layout[id] = { x: box.x + by, y: box.y };
  }
  if (isCovered(below)) {
    const by = now.y + now.height + ROW_GAP - Math.min(...below.map(([, box]) => box.y));
    for (const [id, box] of below) layout[id] = { x: box.x, y: box.y + by };
  }
  return layout;
}

function sharesRows(a: Box, b: Box): boolean {
  return a.y < b.y + b.height && b.y < a.y + a.height;
}
