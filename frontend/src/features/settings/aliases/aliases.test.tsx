import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Alias, wordsIn } from "@/api/aliases";
import { enter, leave } from "@/api/session";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { draftOf, inputOf, moved, withTarget } from "./draft";
import AliasesSection from "./section";

const fast: Alias = {
  name: "fast",
  description: "Short answers",
  targets: [
    { provider_id: "prv_1", model: "small", weight: 3, region: null, context: null },
    { provider_id: "prv_2", model: "large", weight: 1, region: "eu", context: 8000 },
  ],
  balance: "weight",
  private: true,
  region: null,
  max_cost: null,
  fall_back_on: ["error"],
  hedge_after_ms: 200,
  updated_at: "2026-11-30T00:00:00Z",
};

function serveAliases(items: Alias[], more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/ai/v1/aliases": () => json({ items, next: null }),
    "GET /api/ai/v1/providers": () =>
      json({ items: [{ id: "prv_1", name: "House", options: { model: "small" } }], next: null }),
    "GET /api/ai/v1/models": () => json({ object: "list", data: [], items: [], next: null, failed: [] }),
    "GET /api/ai/v1/prices": () => json({ items: [], next: null, currency: { currency: "USD", per_usd: 1 } }),
    ...more,
  });
}

beforeEach(() => enter(signedIn("token", ["ai.use", "ai.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("aliases", () => {
  it("show their models with their shares, and what else holds", async () => {
    serveAliases([fast]);
    show(<AliasesSection />);

    expect(await screen.findByText("75 %")).toBeTruthy();
    expect(screen.getByText("Only models in the house")).toBeTruthy();
    expect(await screen.findByText(/its provider is gone/)).toBeTruthy();
  });

  it("answer a question as it comes, and say who answered and why", async () => {
    const user = userEvent.setup();
    const events = ["Hel", "lo"].map(
      (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`,
    );
    serveAliases([fast], {
      "POST /api/ai/v1/chat/completions": () =>
        new Response(`${events.join("")}data: [DONE]\n\n`, {
          headers: { "content-type": "text/event-stream", "x-model": "large", "x-attempts": "2" },
        }),
      "GET /api/ai/v1/aliases/fast/explain": () =>
        json({
          name: "fast",
          would_answer: null,
          targets: [
            { provider_id: "prv_1", provider: "House", model: "small", place: null, why_not: "It rests." },
          ],
        }),
    });
    show(<AliasesSection />);

    await user.click(await screen.findByRole("button", { name: "Try it: alias fast" }));
    await user.click(screen.getByRole("button", { name: "Ask" }));

    expect(await screen.findByText("Hello")).toBeTruthy();
    expect(screen.getByText(/Answered by large/)).toBeTruthy();
    expect(screen.getByText("2 attempts")).toBeTruthy();
    expect(await screen.findByText(/It rests\./)).toBeTruthy();
  });

  it("say what is wrong where nobody answers", async () => {
    const user = userEvent.setup();
    serveAliases([fast], {
      "POST /api/ai/v1/chat/completions": () => problem(503, "Every model rests"),
      "GET /api/ai/v1/aliases/fast/explain": () => json({ name: "fast", would_answer: null, targets: [] }),
    });
    show(<AliasesSection />);

    await user.click(await screen.findByRole("button", { name: "Try it: alias fast" }));
    await user.click(screen.getByRole("button", { name: "Ask" }));

    expect(await screen.findByText(/Every model rests/)).toBeTruthy();
  });

  it("are changed and stored whole", async () => {
    const user = userEvent.setup();
    const log = serveAliases([fast], { "PUT /api/ai/v1/aliases/fast": () => json(fast) });
    show(<AliasesSection />);

    await user.click(await screen.findByRole("button", { name: "Change alias fast" }));
    await user.click(screen.getByRole("button", { name: "Move model 2 up" }));
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(log.find((each) => each.method === "PUT")?.body).toMatchObject({
        targets: [{ model: "large" }, { model: "small" }],
        private: true,
        hedge_after_ms: 200,
      }),
    );
  });
});

describe("the draft of an alias", () => {
  it("is sent only when it is whole", () => {
    expect(inputOf(draftOf(null))).toBeNull();
    expect(inputOf(draftOf(fast))?.targets).toHaveLength(2);
    expect(inputOf({ ...draftOf(fast), hedge: "soon" })).toBeNull();
    expect(inputOf({ ...draftOf(fast), name: "No Spaces" })).toBeNull();
  });

  it("keeps every target when one is moved or added", () => {
    const { targets } = draftOf(fast);
    expect(moved(targets, 0, 1).map((each) => each.model)).toEqual(["large", "small"]);
    expect(moved(targets, 0, -1).map((each) => each.model)).toEqual(["small", "large"]);
    expect(new Set(withTarget(targets).map((each) => each.key)).size).toBe(3);
  });

  it("throws what a stream says of an error", () => {
    expect(wordsIn("[DONE]")).toBe("");
    expect(() => wordsIn('{"error":{"message":"broke off"}}')).toThrow("broke off");
  });
});
