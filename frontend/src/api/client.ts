/** One door to the API: adds the access token, renews it once on 401, and turns every failure into an `ApiProblem`. */
import createClient from "openapi-fetch";
import { ApiProblem, refusalOf } from "@/lib/problem";
import type { paths } from "./schema.gen";
import { accessToken, confirmed, expire, refresh } from "./session";

type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  query?: Query;
  json?: unknown;
  form?: FormData;
  ifMatch?: string | number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** A stream: without a key, since what has one is kept whole before it leaves. */
  streamed?: boolean;
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Runs an attempt with the present token, once more with a renewed one after 401, and throws whatever is no success. */
async function guarded(headers: Headers, attempt: () => Promise<Response>): Promise<Response> {
  const tryOnce = async () => {
    const token = accessToken();
    if (token) headers.set("authorization", `Bearer ${token}`);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ApiProblem({ status: 0 });
    }
  };
  let response = await tryOnce();
  if (response.status === 401) {
    if (await refresh()) response = await tryOnce();
    if (response.status === 401) expire();
  }
  if (response.ok) return response;
  const refused = await refusalOf(response);
  if (refused.type === "/problems/confirm-it-is-you" && (await confirmed())) return guarded(headers, attempt);
  throw refused;
}

/** The key is made once per call: the repeat after a renewed token is recognised as the same request. */
function addKey(method: string, headers: Headers): void {
  if (method === "POST") headers.set("idempotency-key", newKey());
}

/** Every route of the API with its parameters, body and answer, as the generated types know them. */
export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "" : location.origin,
  credentials: "same-origin",
  fetch: (request) => {
    const headers = new Headers(request.headers);
    addKey(request.method, headers);
    return guarded(headers, () => fetch(new Request(request.clone(), { headers })));
  },
});

/** The data of an answer; refusals were thrown on the way as an `ApiProblem`. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The header that says on which revision a change was made. */
export function ifMatch(revision: number): { "if-match": string } {
  return { "if-match": `"${revision}"` };
}

/** For what the typed client cannot do: event streams and bytes. */
export async function send(method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const headers = new Headers({ accept: "application/json", ...options.headers });
  if (options.json !== undefined) headers.set("content-type", "application/json");
  if (options.ifMatch !== undefined) headers.set("if-match", `"${options.ifMatch}"`);
  if (!options.streamed) addKey(method, headers);
  const init: RequestInit = { method, credentials: "same-origin" };
  if (options.json !== undefined) init.body = JSON.stringify(options.json);
  if (options.form) init.body = options.form;
  if (options.signal) init.signal = options.signal;
  return guarded(headers, () => fetch(withQuery(path, options.query), { ...init, headers }));
}

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const company = "/api/company/v1";
