import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Pause } from "@/api/types";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { PauseSection } from "./pause";

const company: Pause = {
  scope: "company",
  target: "",
  reason: "Audit",
  by: null,
  at: "2026-01-01T10:00:00Z",
};
const other: Pause = { ...company, scope: "workflow", target: "wfl_1", reason: "Not this one" };

function servePauses(first: Pause[]) {
  let now = first;
  const answer = (pauses: Pause[]) => {
    now = pauses;
    return json({ items: now, next: null });
  };
  return serve({
    "GET /api/company/v1/pauses": () => answer(now),
    "POST /api/company/v1/companies/current/pause": ({ body }) =>
      answer([...now, { ...company, ...(body as { reason: string }) }]),
    "POST /api/company/v1/companies/current/resume": () => answer(now.filter((p) => p.scope !== "company")),
    "GET /api/company/v1/members": () => json({ items: [], next: null }),
  });
}

beforeEach(() => enter(signedIn("token", ["company.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("pausing the company", () => {
  it("asks why, says so, and goes on again", async () => {
    const user = userEvent.setup();
    const log = servePauses([other]);
    show(<PauseSection />);

    await user.click(await screen.findByRole("button", { name: "Pause everything" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText(/Reason/), "Stocktaking");
    await user.click(within(dialog).getByRole("button", { name: "Pause" }));
    expect(await screen.findByText("Stocktaking")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Let everything go on" }));

    expect(await screen.findByRole("button", { name: "Pause everything" })).toBeTruthy();
    expect(log.filter((asked) => asked.method === "POST").map((asked) => asked.body)).toEqual([
      { reason: "Stocktaking" },
      undefined,
    ]);
  });

  it("shows it without changing it to who may not", async () => {
    enter(signedIn("token", []));
    servePauses([company]);
    show(<PauseSection />);

    expect(await screen.findByText("Audit")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Let everything go on" })).toBeNull();
  });
});
