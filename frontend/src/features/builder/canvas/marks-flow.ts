/** Notes and groups as React Flow draws them: groups lowest, notes above them, both below wires and steps. */
import type { Node as FlowNode, NodeChange } from "@xyflow/react";
import { type Group, isGroupId, type Note } from "../model/annotations";
import { frameOf, shownBoxes } from "../model/frames";
import { scopeOfGroup } from "../model/groups";
import { nodesOf, type Shown, type StepNodeType } from "./flow";
import { BELOW_CONTAINERS, layerOf } from "./layers";

export type NoteNodeType = FlowNode<{ note: Note }, "note">;
/** React Flow has looks of its own for nodes called "group". */
export type GroupNodeType = FlowNode<{ group: Group }, "groupFrame">;
export type CanvasNode = StepNodeType | NoteNodeType | GroupNodeType;

const NOTES = -1;
/** The frame lets the pointer through to the canvas; its head takes it. */
const frameStyle: React.CSSProperties = { pointerEvents: "none" };

/** What must come before the steps in the list, and what after, since it stands in one of them. */
function marksOf(
  shown: Shown,
  before: ReadonlyMap<string, CanvasNode>,
): { outer: CanvasNode[]; inner: CanvasNode[] } {
  const { graph, selected } = shown;
  const notes = graph.notes.map((note): NoteNodeType => {
    const { id, x, y, width, height } = note;
    const old = before.get(id);
    const isSelected = selected.has(id);
    if (old?.type === "note" && old.data.note === note && old.selected === isSelected && isAt(old, note))
      return old;
    return {
      id,
      type: "note",
      data: { note },
      position: { x, y },
      width,
      height,
      selected: isSelected,
      zIndex: NOTES,
    };
  });
  const groups = groupNodes(shown, before);
  return {
    outer: [...groups.filter((node) => node.parentId === undefined), ...notes],
    inner: groups.filter((node) => node.parentId !== undefined),
  };
}

function groupNodes(shown: Shown, before: ReadonlyMap<string, CanvasNode>): GroupNodeType[] {
  const { graph, selected, hidden } = shown;
  if (graph.groups.length === 0) return [];
  const boxes = shownBoxes(shown);
  return graph.groups.flatMap((group): GroupNodeType[] => {
    const frame = frameOf(group, boxes);
    const scope = scopeOfGroup(graph, group);
    const ground = scope === null ? { x: 0, y: 0 } : boxes.get(scope);
    if (!frame || !ground || hidden.has(group.members[0] ?? "")) return [];
    const node: GroupNodeType = {
      id: group.id,
      type: "groupFrame",
      data: { group },
      position: { x: frame.x - ground.x, y: frame.y - ground.y },
      width: frame.width,
      height: frame.height,
      selected: selected.has(group.id),
      dragHandle: ".group-head",
      style: frameStyle,
      zIndex: scope === null ? BELOW_CONTAINERS : layerOf(graph, scope) + 1,
      ...(scope === null ? {} : { parentId: scope }),
    };
    const old = before.get(group.id);
    const same =
      old?.type === "groupFrame" &&
      old.data.group === group &&
      old.selected === node.selected &&
      old.width === node.width &&
      old.height === node.height &&
      old.parentId === node.parentId &&
      isAt(old, node.position);
    return [same ? old : node];
  });
}

function isAt(node: CanvasNode, at: { x: number; y: number }): boolean {
  return node.position.x === at.x && node.position.y === at.y;
}

/** Everything as it is drawn. Objects are kept when nothing about them changed. */
export function drawnNodes(shown: Shown, before: readonly CanvasNode[]): CanvasNode[] {
  const known = new Map(before.map((each) => [each.id, each]));
  const { outer, inner } = marksOf(shown, known);
  const steps: CanvasNode[] = nodesOf(shown, known as ReadonlyMap<string, StepNodeType>);
  return outer.length + inner.length === 0 ? steps : [...outer, ...steps, ...inner];
}

/** While a group is dragged, its members are drawn along with it; with a container the notes on it. */
export function withMembers(
  changes: NodeChange<CanvasNode>[],
  nodes: readonly CanvasNode[],
  notes: ReadonlyMap<string, readonly string[]>,
): NodeChange<CanvasNode>[] {
  const dragged = changes.flatMap((each) =>
    each.type === "position" && each.position && (isGroupId(each.id) || notes.has(each.id)) ? [each] : [],
  );
  if (dragged.length === 0) return changes;
  const own = new Set(changes.flatMap((each) => ("id" in each ? [each.id] : [])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const along = dragged.flatMap(({ id, position }): NodeChange<CanvasNode>[] => {
    const node = byId.get(id);
    const members = node?.type === "groupFrame" ? node.data.group.members : [];
    const carried = [...members, ...[id, ...members].flatMap((each) => notes.get(each) ?? [])];
    if (!node || !position) return [];
    const dx = position.x - node.position.x;
    const dy = position.y - node.position.y;
    return carried.flatMap((member): NodeChange<CanvasNode>[] => {
      const at = own.has(member) ? undefined : byId.get(member)?.position;
      return at ? [{ id: member, type: "position", position: { x: at.x + dx, y: at.y + dy } }] : [];
    });
  });
  return [...changes, ...along];
}
