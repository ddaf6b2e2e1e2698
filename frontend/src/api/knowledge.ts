/** Knowledge bases: their sources and documents, searches and answers. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, call, data, ifMatch } from "./client";
import { leaveStale } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type KnowledgeBase = Shapes["KnowledgeBaseView"];
export type KnowledgeSource = Shapes["SourceView"];
export type KnowledgeDocument = Shapes["DocumentView"];
export type KnowledgeHit = Shapes["KnowledgeHit"];
export type KnowledgeAnswer = Shapes["KnowledgeAnswer"];
export type SearchMode = NonNullable<Shapes["SearchBody"]["mode"]>;
export type SourceInput = Shapes["SourceBody"];
export type DocumentState = KnowledgeDocument["state"];

const BASE = "/api/agents/v1/knowledge-bases/{base_id}";
const at = (base_id: string) => ({ path: { base_id } });
const SOON = 2_000;

export const knowledgeKeys = {
  all: ["knowledge"] as const,
  list: ["knowledge", "list"] as const,
  one: (id: string) => ["knowledge", "one", id] as const,
  sources: (id: string) => ["knowledge", "sources", id] as const,
  documents: (id: string, filter: object) => ["knowledge", "documents", id, filter] as const,
  log: (id: string) => ["knowledge", "log", id] as const,
  text: (id: string, document: string) => ["knowledge", "text", id, document] as const,
};

/** What is being taken in changes by itself: it is asked for again until nothing is. */
const isBusy = (base: KnowledgeBase | undefined) =>
  base !== undefined && ((base.documents.queued ?? 0) > 0 || base.next_model !== null);

export function useBases(enabled = true) {
  return useQuery({
    enabled,
    queryKey: knowledgeKeys.list,
    queryFn: ({ signal }) =>
      data(api.GET("/api/agents/v1/knowledge-bases", { params: { query: { limit: 200 } }, signal })),
    refetchInterval: (query) => (query.state.data?.items.some(isBusy) ? SOON : false),
  });
}

export function useBase(id: string) {
  return useQuery({
    queryKey: knowledgeKeys.one(id),
    queryFn: ({ signal }) => data(api.GET(BASE, { params: at(id), signal })),
    refetchInterval: (query) => (isBusy(query.state.data) ? SOON : false),
  });
}

export function useSaveBase() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ base, input }: { base: KnowledgeBase | null; input: Shapes["KnowledgeBaseBody"] }) =>
      base
        ? data(
            api.PUT(BASE, {
              params: { ...at(base.id), header: ifMatch(base.version) },
              body: input,
            }),
          )
        : data(api.POST("/api/agents/v1/knowledge-bases", { body: input })),
    onSuccess: (base) => {
      cache.setQueryData(knowledgeKeys.one(base.id), base);
      return cache.invalidateQueries({ queryKey: knowledgeKeys.list });
    },
  });
}

export function useDeleteBase() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => data(api.DELETE(BASE, { params: at(id) })),
    onSuccess: () => cache.invalidateQueries({ queryKey: knowledgeKeys.list }),
  });
}

const isSyncing = (source: KnowledgeSource) => source.state === "due" || source.state === "syncing";

export function useSources(id: string) {
  return useQuery({
    queryKey: knowledgeKeys.sources(id),
    queryFn: ({ signal }) => data(api.GET(`${BASE}/sources`, { params: at(id), signal })),
    refetchInterval: (query) =>
      query.state.data?.items.some((each) => isSyncing(each) || (each.documents.queued ?? 0) > 0)
        ? SOON
        : false,
  });
}

/** A change somewhere in a base: everything that is shown of it is asked for again. */
function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => leaveStale(cache, ["knowledge"]) });
}

export function useSaveSource(id: string) {
  return useChange(({ source, input }: { source: KnowledgeSource | null; input: SourceInput }) =>
    source
      ? data(
          api.PUT(`${BASE}/sources/{source_id}`, {
            params: { path: { base_id: id, source_id: source.id }, header: ifMatch(source.version) },
            body: input,
          }),
        )
      : data(api.POST(`${BASE}/sources`, { params: at(id), body: input })),
  );
}

export function useSourceAction(id: string) {
  return useChange(async ({ source, what }: { source: string; what: "sync" | "confirm" | "delete" }) => {
    const params = { path: { base_id: id, source_id: source } };
    if (what === "delete") await data(api.DELETE(`${BASE}/sources/{source_id}`, { params }));
    else if (what === "sync") await data(api.POST(`${BASE}/sources/{source_id}/sync`, { params }));
    else await data(api.POST(`${BASE}/sources/{source_id}/confirm`, { params }));
  });
}

export interface DocumentFilter {
  q: string | null;
  state: DocumentState | null;
  source_id: string | null;
}

export const everyDocument: DocumentFilter = { q: null, state: null, source_id: null };

export function useDocuments(id: string, filter: DocumentFilter) {
  return useInfiniteQuery({
    queryKey: knowledgeKeys.documents(id, filter),
    queryFn: ({ signal, pageParam }) =>
      data(
        api.GET(`${BASE}/documents`, {
          params: { ...at(id), query: { ...filter, limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) =>
        page.items.some((each) => each.state === "queued" || each.state === "working"),
      )
        ? SOON
        : false,
  });
}

export function useDocument(id: string, document: string) {
  return useQuery({
    queryKey: [...knowledgeKeys.text(id, document), "about"],
    queryFn: ({ signal }) =>
      data(
        api.GET(`${BASE}/documents/{document_id}`, {
          params: { path: { base_id: id, document_id: document } },
          signal,
        }),
      ),
  });
}

export function useDocumentText(id: string, document: string) {
  return useQuery({
    queryKey: knowledgeKeys.text(id, document),
    queryFn: ({ signal }) =>
      data(
        api.GET(`${BASE}/documents/{document_id}/text`, {
          params: { path: { base_id: id, document_id: document } },
          signal,
        }),
      ),
  });
}

export function uploadDocument(id: string, file: File): Promise<KnowledgeDocument> {
  const form = new FormData();
  form.append("file", file, file.name);
  return call<KnowledgeDocument>("POST", `/api/agents/v1/knowledge-bases/${id}/documents`, { form });
}

export function useDocumentAction(id: string) {
  return useChange(async ({ document, what }: { document: string; what: "again" | "delete" }) => {
    const params = { path: { base_id: id, document_id: document } };
    if (what === "delete") await data(api.DELETE(`${BASE}/documents/{document_id}`, { params }));
    else await data(api.POST(`${BASE}/documents/{document_id}/again`, { params }));
  });
}

export function useSetAccess(id: string) {
  return useChange(({ document, open_to }: { document: string; open_to: string[] | null }) =>
    data(
      api.PUT(`${BASE}/documents/{document_id}/access`, {
        params: { path: { base_id: id, document_id: document } },
        body: { open_to },
      }),
    ),
  );
}

export function useKnowledgeLog(id: string) {
  return useInfiniteQuery({
    queryKey: knowledgeKeys.log(id),
    queryFn: ({ signal, pageParam }) =>
      data(
        api.GET(`${BASE}/log`, { params: { ...at(id), query: { limit: 50, cursor: pageParam } }, signal }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useSearchBase(id: string) {
  return useMutation({
    mutationFn: (body: { query: string; mode: SearchMode }) =>
      data(api.POST(`${BASE}/search`, { params: at(id), body: { ...body, limit: 10 } })),
  });
}

export function useAskBase(id: string) {
  return useMutation({
    mutationFn: (question: string) =>
      data(api.POST(`${BASE}/answer`, { params: at(id), body: { question } })),
  });
}

export function useWhy(id: string) {
  return useMutation({
    mutationFn: (body: { query: string; document_id: string }) =>
      data(api.POST(`${BASE}/why`, { params: at(id), body })),
  });
}
