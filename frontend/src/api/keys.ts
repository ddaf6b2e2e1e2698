/** Helpers over the query cache that every resource uses. */
import { type QueryClient, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";

/** Marks whole resources as out of date. */
export async function leaveStale(cache: QueryClient, resources: readonly string[]): Promise<void> {
  await Promise.all(resources.map((resource) => cache.invalidateQueries({ queryKey: [resource] })));
}

/** A change after which what lies under these keys is out of date. */
export function useChange<Input, Output>(
  keys: readonly QueryKey[],
  mutationFn: (input: Input) => Promise<Output>,
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => Promise.all(keys.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}
