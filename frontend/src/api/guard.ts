/** What may reach a model, and what was asked and answered. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type Guard = Shapes["GuardView"];
export type GuardInput = Required<Omit<Guard, "updated_at">>;
export type Tried = Shapes["Tried"];
export type ExchangeLine = Shapes["ExchangeLine"];
export type Exchange = Shapes["ExchangeView"];
export type Mode = Guard["email"];

export const kinds = ["email", "phone", "iban", "card", "national_id", "ip", "secret", "name"] as const;
export type Kind = (typeof kinds)[number];

export const guardKeys = {
  guard: ["ai", "guardrails"] as const,
  exchanges: ["ai", "exchanges"] as const,
};

export function useGuard() {
  return useQuery({
    queryKey: guardKeys.guard,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/guardrails", { signal })),
  });
}

export function useSaveGuard() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: GuardInput) => data(api.PUT("/api/ai/v1/guardrails", { body })),
    onSuccess: (saved) => cache.setQueryData(guardKeys.guard, saved),
  });
}

export function useTryGuard() {
  return useMutation({
    mutationFn: (body: { text: string; guard: GuardInput }) =>
      data(api.POST("/api/ai/v1/guardrails/try", { body })),
  });
}

export interface ExchangeFilter {
  run_id?: string;
  step?: string;
  outcome?: ExchangeLine["outcome"];
}

export function useExchanges(filter: ExchangeFilter) {
  return useInfiniteQuery({
    queryKey: [...guardKeys.exchanges, filter],
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET("/api/ai/v1/exchanges", {
          params: { query: { ...filter, limit: 30, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useExchange(id: string) {
  return useQuery({
    queryKey: [...guardKeys.exchanges, "one", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/ai/v1/exchanges/{exchange_id}", { params: { path: { exchange_id: id } }, signal })),
  });
}
