import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problem, serve, signedIn } from "@/testing/server";
import { enter, leave } from "./session";
import { backoff, type FeedState, follow } from "./sse";

function stream(...pieces: string[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

const noPause = () => Promise.resolve();

beforeEach(() => enter(signedIn("token")));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("following a feed", () => {
  it("hands over events however the network cuts them, and stops at the end", async () => {
    serve({
      "GET /api/feed": () =>
        stream(
          "id: 1\nevent: st",
          'ep\ndata: {"seq":1}\n\n: still here\n\nid: 2\nev',
          'ent: end\ndata: {"seq":2}\n\n',
        ),
    });
    const heard: string[] = [];

    await follow({
      path: "/api/feed",
      signal: new AbortController().signal,
      onEvent: (e) => heard.push(`${e.id} ${e.event}`),
      pause: noPause,
    });

    expect(heard).toEqual(["1 step", "2 end"]);
  });

  it("resumes after the last event it has seen", async () => {
    const answers = [
      stream("id: 1\nevent: step\ndata: {}\n\n", "id: 2\nevent: step\ndata: {}\n\n"),
      stream("id: 3\nevent: end\ndata: {}\n\n"),
    ];
    const log = serve({ "GET /api/feed": () => answers.shift() ?? problem(500, "Over") });
    const heard: string[] = [];

    await follow({
      path: "/api/feed",
      signal: new AbortController().signal,
      onEvent: (e) => heard.push(e.id ?? ""),
      pause: noPause,
    });

    expect(heard).toEqual(["1", "2", "3"]);
    expect(log.map((asked) => asked.headers.get("last-event-id"))).toEqual([null, "2"]);
    expect(log[1]?.headers.get("authorization")).toBe("Bearer token");
  });

  it("tries again after failures of the server, saying so", async () => {
    const answers = [problem(503, "Busy"), problem(502, "Away"), stream("id: 1\nevent: end\ndata: {}\n\n")];
    serve({ "GET /api/feed": () => answers.shift() ?? problem(500, "Over") });
    const states: FeedState[] = [];

    await follow({
      path: "/api/feed",
      signal: new AbortController().signal,
      onEvent: () => undefined,
      onState: (s) => states.push(s),
      pause: noPause,
    });

    expect(states).toEqual(["connecting", "retrying", "retrying", "open", "ended"]);
  });

  it("gives up at once when it may not look", async () => {
    const log = serve({ "GET /api/feed": () => problem(404, "There is no such run") });

    const following = follow({
      path: "/api/feed",
      signal: new AbortController().signal,
      onEvent: () => undefined,
      pause: noPause,
    });

    await expect(following).rejects.toMatchObject({ status: 404 });
    expect(log).toHaveLength(1);
  });

  it("stops when nobody looks any more", async () => {
    const stop = new AbortController();
    serve({ "GET /api/feed": () => stream("id: 1\nevent: step\ndata: {}\n\n") });

    await follow({ path: "/api/feed", signal: stop.signal, onEvent: () => stop.abort(), pause: noPause });

    expect(stop.signal.aborted).toBe(true);
  });
});

describe("pauses between tries", () => {
  it("grow to a ceiling and never fall to nothing", () => {
    expect(backoff(0, () => 0)).toBe(250);
    expect(backoff(0, () => 1)).toBe(500);
    expect(backoff(3, () => 1)).toBe(4000);
    expect(backoff(50, () => 1)).toBe(15_000);
  });
});
