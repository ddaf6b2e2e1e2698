/** What AI costs and may cost: usage, budgets, prices, and the answers that are kept. */
import { useQuery } from "@tanstack/react-query";
import { formatCost } from "@/lib/format";
import { api, data, send } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type Budget = Shapes["BudgetView"];
export type BudgetInput = Shapes["BudgetBody"];
export type UsageSummary = Shapes["UsageSummary"];
export type UsageGroup = Shapes["UsageGroup"];
export type Prices = Shapes["Prices"];
export type Currency = Shapes["Currency"];
export type CachePolicy = Shapes["PolicyBody"];
export type CacheState = Shapes["CacheView"];
export type Dimension = "model" | "agent" | "workflow" | "user" | "day" | "alias";

export interface Span {
  from: string;
  to: string;
}

export const meteringKeys = {
  usage: ["ai", "usage"] as const,
  budgets: ["ai", "budgets"] as const,
  prices: ["ai", "prices"] as const,
  cache: ["ai", "cache"] as const,
};

export function useUsage(by: Dimension, span: Span) {
  return useQuery({
    queryKey: [...meteringKeys.usage, by, span],
    queryFn: ({ signal }) =>
      data(api.GET("/api/ai/v1/usage/summary", { params: { query: { by: [by], ...span } }, signal })),
    placeholderData: (before, query) => (query?.queryKey[2] === by ? before : undefined),
  });
}

export async function downloadUsage(span: Span): Promise<void> {
  const response = await send("GET", "/api/ai/v1/usage/export", {
    query: { ...span },
    headers: { accept: "*/*" },
  });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `usage-${span.from}-${span.to}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function useForecast(workflowId: string | undefined) {
  return useQuery({
    enabled: workflowId !== undefined,
    queryKey: [...meteringKeys.usage, "forecast", workflowId],
    queryFn: () =>
      data(
        api.POST("/api/ai/v1/usage/forecast", {
          body: { workflow_id: workflowId ?? "", input_characters: 0, output_tokens: 0, calls: 1 },
        }),
      ),
  });
}

export function useBudgets() {
  return useQuery({
    queryKey: meteringKeys.budgets,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/budgets", { signal })),
    refetchInterval: 15_000,
  });
}

export function useSaveBudget() {
  return useChange([meteringKeys.budgets], ({ id, ...body }: BudgetInput & { id?: string }) =>
    id
      ? data(api.PUT("/api/ai/v1/budgets/{budget_id}", { params: { path: { budget_id: id } }, body }))
      : data(api.POST("/api/ai/v1/budgets", { body })),
  );
}

export function useDeleteBudget() {
  return useChange([meteringKeys.budgets], (id: string) =>
    data(api.DELETE("/api/ai/v1/budgets/{budget_id}", { params: { path: { budget_id: id } } })),
  );
}

export function useForgive() {
  return useChange([meteringKeys.budgets], (id: string) =>
    data(api.POST("/api/ai/v1/budgets/{budget_id}/forgive", { params: { path: { budget_id: id } } })),
  );
}

export function usePrices() {
  return useQuery({
    queryKey: meteringKeys.prices,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/prices", { signal })),
    staleTime: 60_000,
  });
}

export function useSavePrice() {
  return useChange([meteringKeys.prices], (body: Shapes["PriceBody"]) =>
    data(api.PUT("/api/ai/v1/prices", { body })),
  );
}

export function useDeletePrice() {
  return useChange([meteringKeys.prices], (id: string) =>
    data(api.DELETE("/api/ai/v1/prices/{price_id}", { params: { path: { price_id: id } } })),
  );
}

export function useSaveCurrency() {
  return useChange([meteringKeys.prices], (body: Currency) =>
    data(api.PUT("/api/ai/v1/prices/currency", { body })),
  );
}

/** Money as the company reads it: in its own currency, at the rate its administrator has set. */
export function useMoney(): (usd: number | null | undefined) => string {
  const currency = usePrices().data?.currency;
  return (usd) => formatCost(usd, currency);
}

export function useCache() {
  return useQuery({
    queryKey: meteringKeys.cache,
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/cache", { signal })),
  });
}

export function useClearCache() {
  return useChange([meteringKeys.cache], () => data(api.DELETE("/api/ai/v1/cache")));
}

export function useSavePolicy() {
  return useChange([meteringKeys.cache], (body: CachePolicy) =>
    data(api.PUT("/api/ai/v1/cache/policies", { body })),
  );
}

export function useDeletePolicy() {
  return useChange([meteringKeys.cache], (alias: string) =>
    data(api.DELETE("/api/ai/v1/cache/policies/{alias}", { params: { path: { alias } } })),
  );
}
