/** Helpers over the query cache that every resource uses. */
import type { QueryClient } from "@tanstack/react-query";

/** Marks whole resources as out of date. */
export async function leaveStale(cache: QueryClient, resources: readonly string[]): Promise<void> {
  await Promise.all(resources.map((resource) => cache.invalidateQueries({ queryKey: [resource] })));
}
