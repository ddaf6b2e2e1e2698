/** Approvals: what waits for a person, and deciding it (shown as decided at once, taken back when the server refuses). */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import { useSession } from "./session";
import type { Approval, Decision, Page } from "./types";

export const approvalKeys = {
  all: ["approvals"] as const,
  list: (status: string) => ["approvals", "list", status] as const,
  one: (id: string) => ["approvals", "one", id] as const,
};

export function useApprovals(status: "waiting" | "decided") {
  return useQuery({
    queryKey: approvalKeys.list(status),
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/approvals", { params: { query: { status, limit: 200 } }, signal })),
    refetchInterval: status === "waiting" ? 15_000 : false,
  });
}

export function useApproval(id: string) {
  return useQuery({
    queryKey: approvalKeys.one(id),
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/approvals/{approval_id}", { params: { path: { approval_id: id } }, signal }),
      ),
  });
}

export function decided(approval: Approval, decision: Decision, by: string | null, at: string): Approval {
  return {
    ...approval,
    status: "decided",
    choice: decision.choice,
    comment: decision.comment,
    decided_by: by,
    decided_at: at,
  };
}

export function useDecide(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) =>
      data(
        api.POST("/api/company/v1/approvals/{approval_id}/decide", {
          params: { path: { approval_id: id } },
          body: decision,
        }),
      ),
    onMutate: async (decision) => {
      await cache.cancelQueries({ queryKey: approvalKeys.all });
      const one = cache.getQueryData<Approval>(approvalKeys.one(id));
      const waiting = cache.getQueryData<Page<Approval>>(approvalKeys.list("waiting"));
      const me = useSession.getState().user?.id ?? null;
      if (one) cache.setQueryData(approvalKeys.one(id), decided(one, decision, me, new Date().toISOString()));
      if (waiting) {
        const items = waiting.items.filter((a) => a.id !== id);
        cache.setQueryData(approvalKeys.list("waiting"), { ...waiting, items });
      }
      return { one, waiting };
    },
    onError: (_error, _decision, before) => {
      if (before?.one) cache.setQueryData(approvalKeys.one(id), before.one);
      if (before?.waiting) cache.setQueryData(approvalKeys.list("waiting"), before.waiting);
    },
    onSettled: () => leaveStale(cache, ["approvals", "runs"]),
  });
}

/** One decision of several; unlike `useDecide` nothing is assumed: each says by itself what came of it. */
export function decideOne(id: string, decision: Decision): Promise<Approval> {
  const params = { path: { approval_id: id } };
  return data(api.POST("/api/company/v1/approvals/{approval_id}/decide", { params, body: decision }));
}

export function useReassign(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { to: string[]; comment: string }) =>
      data(
        api.POST("/api/company/v1/approvals/{approval_id}/reassign", {
          params: { path: { approval_id: id } },
          body,
        }),
      ),
    onSuccess: (changed) => keep(cache, changed),
  });
}

export function useComment(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (comment: string) =>
      data(
        api.POST("/api/company/v1/approvals/{approval_id}/comments", {
          params: { path: { approval_id: id } },
          body: { comment },
        }),
      ),
    onSuccess: (changed) => keep(cache, changed),
  });
}

function keep(cache: QueryClient, changed: Approval): Promise<void> {
  cache.setQueryData(approvalKeys.one(changed.id), changed);
  return leaveStale(cache, ["approvals"]);
}
