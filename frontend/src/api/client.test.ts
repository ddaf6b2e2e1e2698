import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/lib/problem";
import { json, problem, serve, signedIn } from "@/testing/server";
import { call, withQuery } from "./client";
import { enter, leave, useSession } from "./session";

beforeEach(() => enter(signedIn("first")));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("calls", () => {
  it("carry the access token and a key that makes a POST safe to repeat", async () => {
    const log = serve({ "POST /api/things": () => json({ id: 1 }, 201) });

    const made = await call<{ id: number }>("POST", "/api/things", { json: { name: "x" } });

    expect(made).toEqual({ id: 1 });
    expect(log[0]?.headers.get("authorization")).toBe("Bearer first");
    expect(log[0]?.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("quote the revision they were made on", async () => {
    const log = serve({ "PUT /api/draft": () => json({}) });

    await call("PUT", "/api/draft", { json: {}, ifMatch: 7 });

    expect(log[0]?.headers.get("if-match")).toBe('"7"');
  });

  it("renew an expired token once and repeat with the same idempotency key", async () => {
    const log = serve({
      "POST /api/things": (asked) =>
        asked.headers.get("authorization") === "Bearer second" ? json({ ok: true }) : problem(401, "Expired"),
      "POST /api/auth/v1/refresh": () => json(signedIn("second")),
    });

    const answer = await call("POST", "/api/things", { json: {} });

    expect(answer).toEqual({ ok: true });
    const posts = log.filter((asked) => asked.path === "/api/things");
    expect(posts).toHaveLength(2);
    expect(posts[0]?.headers.get("idempotency-key")).toBe(posts[1]?.headers.get("idempotency-key"));
  });

  it("share one renewal when many fail at once", async () => {
    const log = serve({
      "GET /api/things": (asked) =>
        asked.headers.get("authorization") === "Bearer second" ? json([]) : problem(401, "Expired"),
      "POST /api/auth/v1/refresh": async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return json(signedIn("second"));
      },
    });

    await Promise.all([1, 2, 3, 4].map(() => call("GET", "/api/things")));

    expect(log.filter((asked) => asked.path.endsWith("/refresh"))).toHaveLength(1);
  });

  it("mark the session as expired, keeping who it was, when renewing is refused", async () => {
    serve({
      "GET /api/things": () => problem(401, "Expired"),
      "POST /api/auth/v1/refresh": () => problem(401, "You are signed out"),
    });

    await expect(call("GET", "/api/things")).rejects.toMatchObject({ status: 401 });

    expect(useSession.getState().status).toBe("expired");
    expect(useSession.getState().user?.name).toBe("Ana Ferreira");
  });

  it("turn a refusal into a problem with its fields and its request id", async () => {
    serve({
      "POST /api/things": () =>
        problem(422, "Not valid", {
          detail: "Look again.",
          errors: [{ pointer: "/body/name", message: "Too long" }],
          request_id: "req_1",
        }),
    });

    const error = await call("POST", "/api/things", { json: {} }).catch((e: unknown) => e);

    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({
      status: 422,
      title: "Not valid",
      detail: "Look again.",
      requestId: "req_1",
    });
  });

  it("say status 0 when nobody answers, and survive answers that are not JSON", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await expect(call("GET", "/api/things")).rejects.toMatchObject({ status: 0 });

    serve({ "GET /api/things": () => new Response("<html>bad gateway</html>", { status: 502 }) });
    await expect(call("GET", "/api/things")).rejects.toMatchObject({ status: 502 });
  });
});

describe("queries", () => {
  it("leave out what is empty and escape the rest", () => {
    expect(
      withQuery("/runs", { status: "failed", agent_id: undefined, cursor: null, q: "a b&c", limit: 50 }),
    ).toBe("/runs?status=failed&q=a+b%26c&limit=50");
    expect(withQuery("/runs")).toBe("/runs");
  });
});
