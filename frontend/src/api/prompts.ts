/** Prompts: kept in versions, named by labels, filled in with values, measured by what they made. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, data } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type PromptLine = Shapes["PromptLine"];
export type Prompt = Shapes["PromptView"];
export type PromptVersion = Shapes["PromptVersionView"];
export type VersionLine = Shapes["PromptVersionLine"];
export type Label = Shapes["PromptLabel"];
export type Variable = Required<Shapes["PromptVariable"]>;
export type VariableType = Variable["type"];
export type Message = Required<Shapes["PromptMessage"]>;
export type Example = Shapes["PromptExample"];
export type Settings = Required<Shapes["PromptSettings"]>;
export type Rendered = Shapes["RenderedPrompt"];
export type DiffPart = Shapes["PromptDiffPart"];
export type VersionUsage = Shapes["PromptVersionUsage"];
export type Use = Shapes["PromptUsedBy"];
export interface Content {
  system: string;
  messages: Message[];
  examples: Example[];
  variables: Variable[];
  model: string | null;
  settings: Settings;
}
type Values = Record<string, unknown>;

export const promptKeys = { all: ["ai", "prompts"] as const };

export const plainSettings: Settings = {
  temperature: null,
  max_tokens: null,
  top_p: null,
  stop: [],
  effort: null,
  format: "text",
};
export const emptyContent: Content = {
  system: "",
  messages: [{ role: "user", content: "" }],
  examples: [],
  variables: [],
  model: null,
  settings: plainSettings,
};

/** Content as the screens hold it: with everything there, whatever was left out. */
export function wholeContent(content: Shapes["PromptContent"]): Content {
  return {
    ...emptyContent,
    ...content,
    messages: (content.messages ?? []).map((each) => ({ role: "user", ...each })),
    variables: (content.variables ?? []).map((each) => ({ ...newVariable(""), ...each })),
    settings: { ...plainSettings, ...content.settings },
  } as Content;
}

export function newVariable(name: string): Variable {
  return { name, type: "text", required: true, default: null, description: "", options: [] };
}

const named = (name: string) => ({ params: { path: { name } } });

export function usePrompts(q: string, archived: boolean, enabled = true) {
  return useQuery({
    enabled,
    queryKey: [...promptKeys.all, "list", q, archived],
    queryFn: ({ signal }) =>
      data(api.GET("/api/ai/v1/prompts", { params: { query: { q, archived, limit: 200 } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function usePrompt(name: string | undefined) {
  return useQuery({
    enabled: name !== undefined,
    queryKey: [...promptKeys.all, name, "prompt"],
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/prompts/{name}", { ...named(name ?? ""), signal })),
  });
}

export function useVersions(name: string) {
  return useQuery({
    queryKey: [...promptKeys.all, name, "versions"],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/ai/v1/prompts/{name}/versions", {
          params: { path: { name }, query: { limit: 200 } },
          signal,
        }),
      ),
  });
}

export function useVersion(name: string | undefined, version: number | undefined) {
  return useQuery({
    enabled: name !== undefined && version !== undefined && version > 0,
    queryKey: [...promptKeys.all, name, "version", version],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/ai/v1/prompts/{name}/versions/{version}", {
          params: { path: { name: name ?? "", version: version ?? 0 } },
          signal,
        }),
      ),
  });
}

export function useDiff(name: string, from: number, to: number) {
  return useQuery({
    queryKey: [...promptKeys.all, name, "diff", from, to],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/ai/v1/prompts/{name}/diff", {
          params: { path: { name }, query: { from, to } },
          signal,
        }),
      ),
  });
}

export function usePromptUsage(name: string) {
  return useQuery({
    queryKey: [...promptKeys.all, name, "usage"],
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/prompts/{name}/usage", { ...named(name), signal })),
  });
}

export function usePromptUses(name: string) {
  return useQuery({
    queryKey: [...promptKeys.all, name, "uses"],
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/prompts/{name}/uses", { ...named(name), signal })),
  });
}

export function useScores(name: string) {
  return useQuery({
    queryKey: [...promptKeys.all, name, "scores"],
    queryFn: ({ signal }) => data(api.GET("/api/ai/v1/prompts/{name}/scores", { ...named(name), signal })),
  });
}

export function useCreatePrompt() {
  return useChange(
    [promptKeys.all],
    (body: { name: string; description: string; content: Content; note: string; labels: string[] }) =>
      data(api.POST("/api/ai/v1/prompts", { body })),
  );
}

export function useSaveVersion() {
  return useChange(
    [promptKeys.all],
    ({ name, ...body }: { name: string; content: Content; note: string; labels: string[] }) =>
      data(api.POST("/api/ai/v1/prompts/{name}/versions", { ...named(name), body })),
  );
}

export function useChangePrompt(name: string) {
  return useChange([promptKeys.all], (body: { description: string; archived: boolean }) =>
    data(api.PUT("/api/ai/v1/prompts/{name}", { ...named(name), body })),
  );
}

/** Only the lists are stale after it: what is shown of the prompt itself would be asked for and not be found. */
export function useDeletePrompt(name: string) {
  return useChange([[...promptKeys.all, "list"]], () =>
    data(api.DELETE("/api/ai/v1/prompts/{name}", named(name))),
  );
}

export function useMoveLabel(name: string) {
  return useChange(
    [promptKeys.all],
    ({ label, ...body }: { label: string; version: number; expected: number }) =>
      data(api.PUT("/api/ai/v1/prompts/{name}/labels/{label}", { params: { path: { name, label } }, body })),
  );
}

export function useTakeLabelOff(name: string) {
  return useChange([promptKeys.all], (label: string) =>
    data(api.DELETE("/api/ai/v1/prompts/{name}/labels/{label}", { params: { path: { name, label } } })),
  );
}

export function useScoreVersion() {
  return useChange(
    [promptKeys.all],
    ({ name, version, ...body }: { name: string; version: number; score: number; comment: string }) =>
      data(
        api.POST("/api/ai/v1/prompts/{name}/versions/{version}/scores", {
          params: { path: { name, version } },
          body,
        }),
      ),
  );
}

export function renderDraft(content: Content, variables: Values, name: string | null, signal?: AbortSignal) {
  const body = { content, variables, name };
  return data(api.POST("/api/ai/v1/prompts/render", { body, ...(signal ? { signal } : {}) }));
}

export function usePreview(content: Content, variables: Values, name: string | null, enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: [...promptKeys.all, "preview", content, variables, name],
    queryFn: ({ signal }) => renderDraft(content, variables, name, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}
