import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { UsageGroup } from "@/api/metering";
import { enter, leave } from "@/api/session";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import CacheSection from "./cache";
import { lastDays } from "./days";
import UsageSection from "./usage";
import { everyDay } from "./usage-chart";

const group = (name: Record<string, string>, more: Partial<UsageGroup> = {}): UsageGroup => ({
  group: name,
  answers: 2,
  input_tokens: 1_000,
  output_tokens: 100,
  cached_tokens: 0,
  cost: 0.5,
  saved: 0,
  unpriced: 0,
  cache_hits: 0,
  seconds: 1,
  ...more,
});
const none = () => json({ items: [], next: null });

function serveUsage(total: UsageGroup = group({})) {
  const answers: Record<string, UsageGroup[]> = {
    day: [group({ day: "2026-11-29" })],
    model: [group({ model: "gpt-4o" }), group({ model: "new" }, { cost: 0, unpriced: 2 })],
    agent: [group({ agent: "agt_1" })],
  };
  return serve({
    "GET /api/ai/v1/usage/summary": ({ path }) => {
      const by = new URLSearchParams(path.split("?")[1]).get("by") ?? "";
      return json({ first_day: "2026-11-28", last_day: "2026-11-30", items: answers[by] ?? [], total });
    },
    "GET /api/ai/v1/prices": () => json({ items: [], next: null, currency: { currency: "USD", per_usd: 1 } }),
    "GET /api/ai/v1/cache": () =>
      json({ items: [], next: null, entries: 3, bytes: 2048, answers: 10, hits: 4, saved: 1.25 }),
    "DELETE /api/ai/v1/cache": () => new Response(null, { status: 204 }),
    "PUT /api/ai/v1/cache/policies": ({ body }) => json(body),
    "GET /api/ai/v1/aliases": () => json({ items: [{ name: "fast" }], next: null }),
    "GET /api/agents/v1/agents": () => json({ items: [{ id: "agt_1", name: "Clerk" }], next: null }),
    "GET /api/company/v1/workflows": none,
    "GET /api/company/v1/members": none,
  });
}

beforeEach(() => enter(signedIn("token", ["ai.use", "ai.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("usage", () => {
  it("is summed in a sentence, and by model in a table that says what has no price", async () => {
    serveUsage(group({}, { answers: 4, cost: 0.5, unpriced: 2 }));
    show(<UsageSection />);

    expect(await screen.findByText(/4 answers, 1,100 tokens, \$0\.50/)).toBeTruthy();
    expect(screen.getByText("The prices of 2 answers are not known")).toBeTruthy();
    expect(await screen.findByText("gpt-4o")).toBeTruthy();
    expect(screen.getByText("not known")).toBeTruthy();
  });

  it("is grouped by agent, by name", async () => {
    const user = userEvent.setup();
    serveUsage();
    show(<UsageSection />);

    await user.click(await screen.findByRole("radio", { name: "Agent" }));

    expect(await screen.findByText("Clerk")).toBeTruthy();
  });

  it("says so where there was none", async () => {
    serveUsage(group({}, { answers: 0 }));
    show(<UsageSection />);

    expect(await screen.findByText("No AI was used in this time")).toBeTruthy();
  });

  it("shows every day of the time, those without answers too", () => {
    const days = everyDay({
      first_day: "2026-11-28",
      last_day: "2026-11-30",
      items: [group({ day: "2026-11-29" })],
    });

    expect(days.map((day) => day.cost)).toEqual([0, 0.5, 0]);
    expect(lastDays(7, Date.parse("2026-11-30T12:00:00Z"))).toEqual({ from: "2026-11-24", to: "2026-11-30" });
  });
});

describe("answers that are kept", () => {
  it("are counted, and forgotten when that is wanted", async () => {
    const user = userEvent.setup();
    const log = serveUsage();
    show(<CacheSection />);

    expect(await screen.findByText("40%")).toBeTruthy();
    expect(screen.getByText("$1.25")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Forget all kept answers" }));
    await user.click(
      (await screen.findAllByRole("button", { name: "Forget all kept answers" })).at(-1) as Element,
    );

    await waitFor(() => expect(log.some((each) => each.method === "DELETE")).toBe(true));
  });

  it("are also given to what means the same, when that is wanted", async () => {
    const user = userEvent.setup();
    const log = serveUsage();
    show(<CacheSection />);

    await user.click(await screen.findByLabelText(/mean the same in other words/));

    await waitFor(() =>
      expect(log.find((each) => each.method === "PUT")?.body).toEqual({
        alias: "*",
        mode: "exact",
        seconds: 86_400,
        semantic: 0.92,
      }),
    );
  });

  it("are kept otherwise for an alias that has a policy of its own", async () => {
    const user = userEvent.setup();
    const log = serveUsage();
    show(<CacheSection />);

    await user.click(await screen.findByRole("combobox", { name: "A policy of its own for an alias" }));
    await user.click(await screen.findByRole("option", { name: "fast" }));

    await waitFor(() =>
      expect(log.find((each) => each.method === "PUT")?.body).toMatchObject({ alias: "fast", mode: "exact" }),
    );
  });

  it("are not kept for a time that makes no sense", async () => {
    const user = userEvent.setup();
    const log = serveUsage();
    show(<CacheSection />);

    const hours = await screen.findByLabelText("Kept for (hours)");
    await user.clear(hours);
    await user.type(hours, "9999");
    await user.tab();

    expect(screen.getByText("Enter a number up to 720.")).toBeTruthy();
    expect(log.some((each) => each.method === "PUT")).toBe(false);
  });
});
