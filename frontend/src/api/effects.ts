/** Lists of uncertain effects: of which a person must say what became of them. Loaded with the first page, for the inbox's count. */
import { useQuery } from "@tanstack/react-query";
import { api, data } from "./client";
import type { UncertainEffect } from "./types";

export function useEffects(status: UncertainEffect["status"]) {
  return useQuery({
    queryKey: ["effects", "list", status],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/uncertain-effects", { params: { query: { status, limit: 200 } }, signal }),
      ),
    refetchInterval: status === "open" ? 15_000 : false,
  });
}
