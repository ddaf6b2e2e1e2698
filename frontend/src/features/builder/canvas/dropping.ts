/** What a drag comes to when it ends: new places, into and out of containers and groups. One gesture is one change. */
import { withRoom } from "../commands/actions";
import { nest } from "../commands/containers";
import { isGroupId, isMark, isNoteId } from "../model/annotations";
import { type Scope, scopeOf } from "../model/containers";
import { framesOf, placing, shownBoxes } from "../model/frames";
import { type Box, boxesOf } from "../model/geometry";
import type { Graph, Position } from "../model/graph";
import { groupOf, scopeOfGroup, scopeOfMember } from "../model/groups";
import type { Operation } from "../model/operations";
import type { BuilderState, BuilderStore } from "../stores/store";
import type { CanvasNode } from "./marks-flow";

export interface Landing {
  /** The container; `null` is the canvas itself; "own": each step stays where it stands, since a note or a group leads. */
  scope: Scope | "own";
  group: string | null;
}

type Dragged = Pick<CanvasNode, "id" | "position">;

/** `corner`: where the container into which they fall lay when the drag began. */
export function drop(
  store: BuilderStore,
  moved: readonly Dragged[],
  landing: Landing,
  corner: Position,
): void {
  const state = store.getState();
  const { graph } = state.document;
  const steps = moved.filter((each) => !isMark(each.id));
  const notes = moved.filter((each) => isNoteId(each.id));
  const members = withGroups(state, moved);
  const places = { ...members, ...placesOf(state, steps, landing.scope, corner) };
  const noted = Object.fromEntries(notes.map(({ id, position }) => [id, position]));
  const joining = joiningOf(graph, [...steps, ...notes], moved, landing);
  const { scope } = landing;
  const leaving =
    scope === "own" ? [] : steps.filter((each) => scopeOf(graph, each.id) !== scope).map((each) => each.id);
  const { true: own = {}, false: far = {} } = splitBy(places, (id) => leaving.includes(id));
  const along = [...placing({ ...far, ...noted }), ...joining];
  if (scope !== "own" && leaving.length > 0) {
    nest(store, leaving, scope, own, along);
    return;
  }
  const scopes = new Set([...Object.keys(places)].map((id) => scopeOf(graph, id)));
  const count = Object.keys(places).length + notes.length;
  const group = joining[0]?.kind === "regroup" ? joining[0].into : undefined;
  const label = group === undefined ? "move" : group === null ? "leaveGroup" : "joinGroup";
  const name = graph.groups.find((each) => each.id === (group ?? homeOf(graph, moved)))?.name ?? "";
  if (!state.change({ label, values: { count, name }, operations: withRoom(state, along, scopes) })) return;
  if (group !== undefined) state.say(`said.${label}`, { count, name });
}

function homeOf(graph: Graph, moved: readonly Dragged[]): string | undefined {
  return moved.map((each) => groupOf(graph, each.id)?.id).find((id) => id !== undefined);
}

/** Seen from the corner of where they fall. */
function placesOf(
  state: BuilderState,
  steps: readonly Dragged[],
  into: Landing["scope"],
  corner: Position,
): Graph["layout"] {
  if (into === "own") return Object.fromEntries(steps.map(({ id, position }) => [id, position]));
  const { graph } = state.document;
  const boxes = boxesOf(graph, state.types);
  return Object.fromEntries(
    steps.map(({ id, position }) => {
      const scope = scopeOf(graph, id);
      const old = scope === into || scope === null ? undefined : boxes.get(scope);
      const home = scope === into ? corner : (old ?? { x: 0, y: 0 });
      return [id, { x: home.x + position.x - corner.x, y: home.y + position.y - corner.y }];
    }),
  );
}

/** A group that was dragged moves its members; those that were dragged themselves move by themselves. */
function withGroups(state: BuilderState, moved: readonly Dragged[]): Graph["layout"] {
  const { graph } = state.document;
  const dragged = new Map(moved.map((each) => [each.id, each.position]));
  const layout: Graph["layout"] = {};
  const groups = graph.groups.filter((group) => dragged.has(group.id));
  if (groups.length === 0) return layout;
  const boxes = shownBoxes({ graph, types: state.types, folded: state.folded, hidden: new Set() });
  const frames = framesOf(graph, boxes);
  const notes = new Map(graph.notes.map((note) => [note.id, note]));
  for (const group of groups) {
    const ground = boxes.get(scopeOfGroup(graph, group) ?? "") ?? { x: 0, y: 0 };
    const from = frames.get(group.id) as Box;
    const to = dragged.get(group.id) as Position;
    const [dx, dy] = [to.x + ground.x - from.x, to.y + ground.y - from.y];
    for (const id of group.members) {
      const at = notes.get(id) ?? graph.layout[id];
      if (at && !dragged.has(id)) layout[id] = { x: at.x + dx, y: at.y + dy };
    }
  }
  return layout;
}

/** Whoever is dragged with all of a group, or with the frame itself, stays in it. */
function joiningOf(
  graph: Graph,
  own: readonly Dragged[],
  moved: readonly Dragged[],
  landing: Landing,
): Operation[] {
  if (moved.some((each) => isGroupId(each.id))) return [];
  const ids = new Set(own.map((each) => each.id));
  const whole = new Set(
    graph.groups
      .filter((group) => group.members.every((id) => ids.has(id)))
      .flatMap((group) => group.members),
  );
  const members = [...ids].filter((id) => {
    if (whole.has(id) || (groupOf(graph, id)?.id ?? null) === landing.group) return false;
    return landing.scope === "own" || isNoteId(id)
      ? scopeOfMember(graph, id) === null && (landing.scope === "own" || landing.scope === null)
      : true;
  });
  return members.length === 0 ? [] : [{ kind: "regroup", members, into: landing.group }];
}

function splitBy<T>(
  of: { [key: string]: T },
  decide: (key: string) => boolean,
): { [side in "true" | "false"]?: { [key: string]: T } } {
  const sides: { true: { [key: string]: T }; false: { [key: string]: T } } = { true: {}, false: {} };
  for (const [key, value] of Object.entries(of)) sides[decide(key) ? "true" : "false"][key] = value;
  return sides;
}
