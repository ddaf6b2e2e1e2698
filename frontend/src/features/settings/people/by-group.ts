/** Permissions by what they are about, in the catalogue's order. */
import type { Permission } from "@/api/access";

export function byGroup(permissions: readonly Permission[]): Array<[Permission["group"], Permission[]]> {
  const groups = new Map<Permission["group"], Permission[]>();
  for (const each of permissions) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups];
}
