/** Insights: the figures of a time, and their export. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, company, data, send } from "./client";
import type { components } from "./schema.gen";

export type Insights = components["schemas"]["InsightsView"];
export type Figures = Insights["current"];
export type Point = Insights["series"][number];
export type Source = Insights["source"];
export const ranges = ["24h", "7d", "30d", "90d", "custom"] as const;
export type Range = (typeof ranges)[number];

export interface InsightsQuestion {
  range: Range;
  /** Days (2026-01-31), for the range `custom`. */
  from: string | null;
  to: string | null;
  workflow_id: string | null;
  agent_id: string | null;
  source: Source;
}

/** Days and hours are those of the reader. */
export const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function useInsights(question: InsightsQuestion, enabled: boolean) {
  return useQuery({
    queryKey: ["insights", question],
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/insights", { params: { query: { ...question, tz: here() } }, signal })),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Hands the browser a file: the bytes need the access token, so a plain link cannot load them. */
export async function downloadInsights(
  question: InsightsQuestion,
  table: string,
  format: "csv" | "xlsx" | "pdf",
  language = "en",
): Promise<void> {
  const query = { ...question, tz: here(), table, format, language };
  const response = await send("GET", `${company}/insights/export`, { query, headers: { accept: "*/*" } });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = table === "all" ? `insights.${format}` : `insights-${table}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export type Report = components["schemas"]["ReportView"];
export type ReportChoice = components["schemas"]["ReportBody"];

export function useReport() {
  return useQuery({
    queryKey: ["insights", "report"],
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/companies/current/weekly-report", { signal })),
  });
}

export function useChooseReport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ReportChoice) =>
      data(api.PUT("/api/company/v1/companies/current/weekly-report", { body })),
    onSuccess: (changed) => cache.setQueryData(["insights", "report"], changed),
  });
}
