/** Workflows as text: saved as a file, read from one. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, company, data, send } from "./client";
import { leaveStale } from "./keys";
import type { components } from "./schema.gen";
import type { Graph, WorkflowDetail } from "./types";

export type TextFormat = "yaml" | "json";
type Read = components["schemas"]["WorkflowRead"];
export interface WorkflowRead extends Omit<Read, "graph"> {
  graph: Graph;
}

/** What a text says and what is wrong with it; nothing is made of it yet. */
export function readWorkflowText(text: string): Promise<WorkflowRead> {
  return data(
    api.POST("/api/company/v1/workflows/import/preview", { body: { text } }),
  ) as Promise<WorkflowRead>;
}

export function useImportWorkflow() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; agent_id: string; name: string }) =>
      data(api.POST("/api/company/v1/workflows/import", { body })) as Promise<WorkflowDetail>,
    onSuccess: () => leaveStale(cache, ["workflows"]),
  });
}

/** Hands the browser a file to save: the draft, or a version. */
export async function saveWorkflowFile(id: string, format: TextFormat, version?: number): Promise<void> {
  const response = await send("GET", `${company}/workflows/${id}/export`, {
    query: { format, version },
    headers: { accept: "*/*" },
  });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(response.headers.get("content-disposition")) ?? `workflow.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function fileName(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  return encoded ? decodeURIComponent(encoded) : null;
}
