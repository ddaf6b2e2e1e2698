/** Which group a step or a note is in, and what a change of the graph makes of the groups: members go with what they stand for. */
import { type Group, isNoteId } from "./annotations";
import { type Scope, scopeOf } from "./containers";
import type { Graph } from "./graph";

export function groupOf(graph: Pick<Graph, "groups">, member: string): Group | undefined {
  return graph.groups.find((group) => group.members.includes(member));
}

/** Groups by their members: for many questions at once. */
export function groupsByMember(graph: Pick<Graph, "groups">): Map<string, Group> {
  return new Map(graph.groups.flatMap((group) => group.members.map((id) => [id, group] as const)));
}

/** Where a group is drawn. Its members stand together: notes lie on the canvas itself. */
export function scopeOfGroup(graph: Pick<Graph, "steps">, group: Pick<Group, "members">): Scope {
  const [first] = group.members;
  return first === undefined ? null : scopeOfMember(graph, first);
}

export function scopeOfMember(graph: Pick<Graph, "steps">, id: string): Scope {
  return isNoteId(id) ? null : scopeOf(graph, id);
}

/** Gone members leave, and a group nobody is left in goes. The same list when nothing changes. */
export function withoutMembers(groups: Group[], gone: ReadonlySet<string>): Group[] {
  if (!groups.some((group) => group.members.some((id) => gone.has(id)))) return groups;
  return groups.flatMap((group) => {
    const members = group.members.filter((id) => !gone.has(id));
    return members.length === group.members.length ? group : members.length > 0 ? { ...group, members } : [];
  });
}

export function renamedMember(groups: Group[], from: string, to: string): Group[] {
  if (!groups.some((group) => group.members.includes(from))) return groups;
  return groups.map((group) =>
    group.members.includes(from)
      ? { ...group, members: group.members.map((id) => (id === from ? to : id)) }
      : group,
  );
}

/** Into this group, out of every other; `null`: out of all. */
export function regrouped(groups: Group[], members: readonly string[], into: string | null): Group[] {
  const moved = new Set(members);
  const target = groups.find((group) => group.id === into);
  if (target && members.every((id) => target.members.includes(id))) return groups;
  if (!target) return withoutMembers(groups, moved);
  const left = withoutMembers(groups, new Set(members.filter((id) => !target.members.includes(id))));
  const fresh = members.filter((id) => !target.members.includes(id));
  return left.map((group) =>
    group.id === into ? { ...group, members: [...group.members, ...fresh] } : group,
  );
}

/** The steps and notes that these ids stand for, a group standing for all of its members. */
export function ungathered(graph: Pick<Graph, "groups">, ids: Iterable<string>): string[] {
  const groups = new Map(graph.groups.map((group) => [group.id, group]));
  return [...new Set([...ids].flatMap((id) => groups.get(id)?.members ?? [id]))];
}
