import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { WorkflowDetail } from "@/api/types";
import { type Answer, json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { limitOf } from "./limits-form";
import { RunningCard } from "./running-card";

const path = "/api/company/v1/workflows/wfl_1";
const workflow = { id: "wfl_1", name: "Ship orders", agent_id: "agt_1" } as WorkflowDetail;

const idle = {
  paused: false,
  reason: null,
  paused_by: null,
  paused_at: null,
  max_running: null,
  max_starts_per_minute: null,
  queued: 0,
  running: 1,
  waiting: 2,
};

function serveControl(more: Record<string, Answer> = {}) {
  return serve({
    [`GET ${path}/control`]: () => json(idle),
    "GET /api/company/v1/pauses": () => json({ items: [], next: null }),
    "GET /api/company/v1/members": () => json({ items: [], next: null }),
    ...more,
  });
}

const sent = (log: ReturnType<typeof serve>, method: string) =>
  log.filter((asked) => asked.method === method);

beforeEach(() => enter(signedIn("token", ["workflow.publish", "run.read", "run.cancel"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("what holds runs back", () => {
  it("pauses with a reason, says by whom, and resumes", async () => {
    const user = userEvent.setup();
    let now: Record<string, unknown> = idle;
    const log = serveControl({
      [`GET ${path}/control`]: () => json(now),
      [`POST ${path}/pause`]: ({ body }) => {
        now = {
          ...idle,
          ...(body as object),
          paused: true,
          paused_by: "usr_1",
          paused_at: "2026-01-02T10:00:00Z",
        };
        return json(now);
      },
      [`POST ${path}/resume`]: () => {
        now = idle;
        return json(now);
      },
      "GET /api/company/v1/members": () =>
        json({ items: [{ user_id: "usr_1", name: "Ana Ferreira" }], next: null }),
    });
    show(<RunningCard workflow={workflow} />);

    await user.click(await screen.findByRole("button", { name: "Pause" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText(/Reason/), " Stocktaking ");
    await user.click(within(dialog).getByRole("button", { name: "Pause" }));
    expect(await screen.findByText("Stocktaking")).toBeTruthy();
    expect(await screen.findByText(/Paused by Ana Ferreira/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Resume" }));

    expect(await screen.findByRole("button", { name: "Pause" })).toBeTruthy();
    expect(sent(log, "POST").map((asked) => asked.body)).toEqual([{ reason: "Stocktaking" }, undefined]);
  });

  it("saves limits, and refuses what is none", async () => {
    const user = userEvent.setup();
    const log = serveControl({
      [`PUT ${path}/limits`]: ({ body }) => json({ ...idle, ...(body as object) }),
    });
    show(<RunningCard workflow={workflow} />);

    const most = await screen.findByLabelText("Runs at work at once");
    await user.type(most, "1001");
    expect(screen.getByText(/whole number from 1 to 1000/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save the limits" })).toHaveProperty("disabled", true);
    await user.clear(most);
    await user.type(most, "3");
    await user.click(screen.getByRole("button", { name: "Save the limits" }));

    await waitFor(() => expect(sent(log, "PUT")).toHaveLength(1));
    expect(sent(log, "PUT")[0]?.body).toEqual({ max_running: 3, max_starts_per_minute: null });
  });

  it("empties the queue only after it was asked, and says when the company is paused", async () => {
    const user = userEvent.setup();
    const pause = { scope: "company", target: "", reason: "Audit", by: null, at: "2026-01-02T10:00:00Z" };
    const log = serveControl({
      [`GET ${path}/control`]: () => json({ ...idle, queued: 5 }),
      [`POST ${path}/purge`]: () => json({ cancelled: 5, more: false }),
      "GET /api/company/v1/pauses": () => json({ items: [pause], next: null }),
    });
    show(<RunningCard workflow={workflow} />);

    expect(await screen.findByText("The whole company is paused")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Empty the queue" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("Empty the queue of 5 runs?")).toBeTruthy();
    expect(sent(log, "POST")).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Empty the queue" }));

    await waitFor(() => expect(sent(log, "POST")).toHaveLength(1));
  });
});

describe("a limit", () => {
  it("is a whole number up to a thousand, or none", () => {
    expect(["", " 7 ", "1000"].map(limitOf)).toEqual([null, 7, 1000]);
    expect(["0", "1001", "1.5", "-1", "x"].map(limitOf)).toEqual(Array(5).fill(undefined));
  });
});
