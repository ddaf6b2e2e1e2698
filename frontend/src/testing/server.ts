/** A small honest server for tests: it answers `fetch` by route, remembers what was asked, and is put in by the test itself. */
import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

export type Answer = (asked: Asked) => Response | Promise<Response>;

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

export function problem(status: number, title: string, more: Record<string, unknown> = {}): Response {
  return json({ type: "/problems/test", title, status, ...more }, status);
}

export function signedIn(token: string, permissions: readonly string[] = []) {
  return {
    access_token: token,
    expires_in: 600,
    user: { id: "usr_1", email: "ana@example.com", name: "Ana Ferreira" },
    company: { id: "com_1", name: "Ferreira Logistics", role: "owner", permissions: [...permissions] },
    second_factor_missing: false,
    by_provider: false,
  };
}

/** Routes are "METHOD /path" without the query. What no route answers is a 404 problem. */
export function serve(routes: Record<string, Answer>): Asked[] {
  const log: Asked[] = [];
  vi.stubGlobal("fetch", async (input: string | Request, init: RequestInit = {}) => {
    const asked = input instanceof Request ? await fromRequest(input) : fromParts(input, init);
    log.push(asked);
    const answer = routes[`${asked.method} ${asked.path.split("?")[0]}`];
    return answer ? answer(asked) : problem(404, "There is no such thing");
  });
  return log;
}

function fromParts(path: string, init: RequestInit): Asked {
  const body = typeof init.body === "string" ? JSON.parse(init.body) : init.body;
  return { method: init.method ?? "GET", path, headers: new Headers(init.headers), body };
}

async function fromRequest(request: Request): Promise<Asked> {
  const url = new URL(request.url);
  const text = await request.text();
  return {
    method: request.method,
    path: url.pathname + url.search,
    headers: request.headers,
    body: text ? JSON.parse(text) : undefined,
  };
}
