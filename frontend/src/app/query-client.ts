/** The one cache of server state. Refusals are not retried; failures of the network and the server are, twice. */
import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "@/lib/problem";

export function worthRetrying(failures: number, error: unknown): boolean {
  if (error instanceof ApiProblem && error.status >= 400 && error.status < 500) return false;
  return failures < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 5_000 },
    mutations: { retry: false },
  },
});

/** Nothing of one person's data may stay for the next one on this device. */
export function forgetEverything(): void {
  queryClient.clear();
}
