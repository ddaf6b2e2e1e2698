import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Budget, Prices } from "@/api/metering";
import { enter, leave } from "@/api/session";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import BudgetsSection from "./budgets";

const path = "/api/ai/v1/budgets";
const team: Budget = {
  id: "bgt_1",
  name: "Team",
  scope: "company",
  subject: "*",
  period: "month",
  soft_limit: 50,
  hard_limit: 100,
  unknown_prices: "allow",
  renews_at: "2026-12-01T00:00:00Z",
  created_at: "2026-11-01T00:00:00Z",
  current: [{ subject: "*", spent: 60, reserved: 10, uncertain: 0 }],
};
const prices: Prices = { items: [], next: null, currency: { currency: "USD", per_usd: 1 } };
const none = () => json({ items: [], next: null });

function serveBudgets(items: Budget[], more: Parameters<typeof serve>[0] = {}) {
  return serve({
    [`GET ${path}`]: () => json({ items, next: null }),
    "GET /api/ai/v1/prices": () => json(prices),
    "GET /api/agents/v1/agents": none,
    "GET /api/company/v1/workflows": none,
    "GET /api/company/v1/members": none,
    ...more,
  });
}

beforeEach(() => enter(signedIn("token", ["ai.use", "ai.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("budgets", () => {
  it("show what is spent, held and when they renew", async () => {
    serveBudgets([team]);
    show(<BudgetsSection />);

    expect(await screen.findByText("Team")).toBeTruthy();
    expect(screen.getByText("$60.00 of $100.00 spent")).toBeTruthy();
    expect(screen.getByText("$10.00 held for calls in progress")).toBeTruthy();
    expect(screen.getByText("Warning reached")).toBeTruthy();
    expect(screen.getByText(/Whole company.*renews on/)).toBeTruthy();
  });

  it("show money in the company's own currency", async () => {
    serveBudgets([team], {
      "GET /api/ai/v1/prices": () => json({ ...prices, currency: { currency: "EUR", per_usd: 0.5 } }),
    });
    show(<BudgetsSection />);

    expect(await screen.findByText("€30.00 of €50.00 spent")).toBeTruthy();
  });

  it("are created with what was entered", async () => {
    const user = userEvent.setup();
    const log = serveBudgets([], {
      [`POST ${path}`]: ({ body }) => json({ ...team, ...(body as object) }, 201),
    });
    show(<BudgetsSection />);

    await user.click(await screen.findByRole("button", { name: "Add a budget" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(true);
    await user.type(dialog.getByLabelText("Name"), "Night");
    await user.type(dialog.getByLabelText(/Stop at/), "12.5");
    await user.click(dialog.getByLabelText(/Refuse models/));
    await user.click(dialog.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(log.find((each) => each.method === "POST")?.body).toEqual({
        name: "Night",
        scope: "company",
        subject: "*",
        period: "month",
        soft_limit: null,
        hard_limit: 12.5,
        unknown_prices: "refuse",
      }),
    );
  });

  it("say what was wrong where it was refused", async () => {
    const user = userEvent.setup();
    serveBudgets([team], {
      [`PUT ${path}/bgt_1`]: () => problem(422, "Some of what was sent is not valid", { detail: "Not so." }),
    });
    show(<BudgetsSection />);

    await user.click(await screen.findByRole("button", { name: "Change budget Team" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Save" }));

    expect(await screen.findByText(/Not so\./)).toBeTruthy();
  });

  it("say which calls were cut off, and stop counting them when asked", async () => {
    const user = userEvent.setup();
    const cut = { ...team, current: [{ subject: "*", spent: 1, reserved: 0, uncertain: 2 }] };
    const log = serveBudgets([cut], { [`POST ${path}/bgt_1/forgive`]: () => json(team) });
    show(<BudgetsSection />);

    await user.click(await screen.findByRole("button", { name: "Do not count them" }));

    await waitFor(() => expect(log.some((each) => each.path.endsWith("/forgive"))).toBe(true));
    expect(screen.getByText("$3.00 of $100.00 spent")).toBeTruthy();
  });

  it("are only looked at by who may not manage AI", async () => {
    enter(signedIn("token", ["ai.use"]));
    serveBudgets([team]);
    show(<BudgetsSection />);

    expect(await screen.findByText("Team")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Add|Change|Delete/ })).toBeNull();
  });
});
