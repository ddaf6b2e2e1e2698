/** Files that runs take as input. */
import { useQuery } from "@tanstack/react-query";
import { api, call, company, data, send } from "./client";
import type { StoredFile } from "./types";

export function uploadFile(file: File, signal?: AbortSignal): Promise<StoredFile> {
  const form = new FormData();
  form.append("file", file, file.name);
  return call<StoredFile>("POST", `${company}/files`, signal ? { form, signal } : { form });
}

/** The name of a file; null while it is not known. */
export function useFileName(id: string): string | null {
  const about = useQuery({
    queryKey: ["files", id],
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/files/{file_id}/about", { params: { path: { file_id: id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return about.data?.name ?? null;
}

/** The bytes need the access token, so a plain link cannot load them: fetch, then hand the browser a local address. */
export async function openFile(id: string): Promise<void> {
  const response = await send("GET", `${company}/files/${id}`, { headers: { accept: "*/*" } });
  const address = URL.createObjectURL(await response.blob());
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
