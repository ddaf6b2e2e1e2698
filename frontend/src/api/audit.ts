/** The audit log: its entries, who is in it, how far it is verified, and its export. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, send } from "./client";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type AuditEntry = Shapes["EntryView"];
export type AuditChange = Shapes["ChangeView"];
export type AuditChain = Shapes["ChainView"];

export interface AuditFilter {
  actor?: string;
  action?: string;
  since?: string;
  until?: string;
  q?: string;
}

const keys = {
  list: (filter: AuditFilter) => ["audit", "list", filter] as const,
  actors: ["audit", "actors"] as const,
  chain: ["audit", "chain"] as const,
};

export function useAuditLog(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: keys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/company/v1/audit", {
          params: { query: { ...filter, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

export function useAuditActors() {
  return useQuery({
    queryKey: keys.actors,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/audit/actors", { signal })),
  });
}

export function useAuditChain() {
  return useQuery({
    queryKey: keys.chain,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/audit/chain", { signal })),
  });
}

export function useVerifyAudit() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.POST("/api/company/v1/audit/verify")),
    onSuccess: (chain) => cache.setQueryData(keys.chain, chain),
  });
}

export async function downloadAudit(filter: AuditFilter, format: "csv" | "jsonl"): Promise<void> {
  const response = await send("GET", "/api/company/v1/audit/export", {
    query: { ...filter, format },
    headers: { accept: "*/*" },
  });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `audit-log.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
