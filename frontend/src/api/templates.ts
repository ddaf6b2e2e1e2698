/** Templates: the gallery in the language of the screen, and making a draft of one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data } from "./client";
import type { TemplateDetail } from "./types";

type Language = "en" | "de";

function useLanguage(): Language {
  const { i18n } = useTranslation("ui");
  return i18n.language === "de" ? "de" : "en";
}

export function useTemplates() {
  const language = useLanguage();
  return useQuery({
    queryKey: ["templates", language],
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/templates", { params: { query: { language } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTemplate(key: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ["templates", language, key],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/company/v1/templates/{key}", {
          params: { path: { key }, query: { language } },
          signal,
        }),
      ) as Promise<TemplateDetail>,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Makes a draft of a template; with `run` it is tried on the sample at once. */
export function useUseTemplate() {
  const cache = useQueryClient();
  const language = useLanguage();
  return useMutation({
    mutationFn: ({ key, run }: { key: string; run: boolean }) =>
      data(
        api.POST("/api/company/v1/templates/{key}/use", {
          params: { path: { key } },
          body: { agent_id: null, language, run },
        }),
      ),
    // The screen goes on to what was made: what it leaves need not be fetched once more.
    onSuccess: () => {
      for (const resource of ["workflows", "agents", "runs", "approvals"])
        void cache.invalidateQueries({ queryKey: [resource], refetchType: "none" });
    },
  });
}
