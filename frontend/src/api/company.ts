/** The company, its members and the sample company. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import { useSession } from "./session";

export const companyKeys = {
  current: ["company"] as const,
  members: ["company", "members"] as const,
  retention: ["company", "retention"] as const,
  samples: ["company", "samples"] as const,
};

export function useCompany() {
  return useQuery({
    queryKey: companyKeys.current,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/companies/current", { signal })),
  });
}

export function useRenameCompany() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => data(api.PATCH("/api/company/v1/companies/current", { body: { name } })),
    onSuccess: (changed) => {
      cache.setQueryData(companyKeys.current, changed);
      useSession.setState((s) => (s.company ? { company: { ...s.company, name: changed.name } } : {}));
    },
  });
}

export function useMembers(enabled = true) {
  return useQuery({
    enabled,
    queryKey: companyKeys.members,
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/members", { params: { query: { limit: 200 } }, signal })),
    staleTime: 60_000,
  });
}

/** Names by user id, for "started by" and "decided by". */
export function useMemberNames(): (userId: string | null | undefined) => string | null {
  const members = useMembers();
  const names = new Map(members.data?.items.map((m) => [m.user_id, m.name]));
  return (userId) => (userId ? (names.get(userId) ?? null) : null);
}

export function usePersonName(userId: string): string | null {
  return useMemberNames()(userId);
}

export function useStartDemo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.POST("/api/company/v1/demo", { body: {} })),
    onSuccess: () => leaveStale(cache, ["agents", "workflows"]),
  });
}

export function useRetention() {
  return useQuery({
    queryKey: companyKeys.retention,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/companies/current/retention", { signal })),
  });
}

export function useSaveRetention() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (days: number | null) =>
      data(api.PUT("/api/company/v1/companies/current/retention", { body: { days } })),
    onSuccess: (changed) => cache.setQueryData(companyKeys.retention, changed),
  });
}

/** What was made to try things out: the sample company, and unchanged drafts of templates. */
export function useSamples() {
  return useQuery({
    queryKey: companyKeys.samples,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/samples", { signal })),
  });
}

export function useRemoveSamples() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.DELETE("/api/company/v1/samples")),
    onSuccess: () => leaveStale(cache, ["company", "agents", "workflows", "runs", "approvals"]),
  });
}
