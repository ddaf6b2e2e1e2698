import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { UncertainEffect } from "@/api/types";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { OneEffect, outputOf } from "./effect-detail";
import { InboxPage } from "./inbox-page";

const path = "/api/company/v1/uncertain-effects/eff_1";

const effect: UncertainEffect = {
  id: "eff_1",
  run_id: "run_1",
  workflow_id: "wfl_1",
  workflow_name: "Pay suppliers",
  agent_id: null,
  step: "each[1]/book",
  name: "Book it",
  kind: "uncertain",
  problem: { title: "It is not certain whether this happened", detail: "No answer within 1 s." },
  status: "open",
  answer: null,
  comment: "",
  resolved_by: null,
  resolved_at: null,
  created_at: "2026-01-01T10:00:00Z",
};

function serveEffect(first: UncertainEffect = effect, resolve?: () => Response) {
  let now = first;
  return serve({
    [`GET ${path}`]: () => json(now),
    [`POST ${path}/resolve`]: ({ body }) => {
      if (resolve) return resolve();
      const said = body as { answer: UncertainEffect["answer"]; comment: string };
      now = {
        ...now,
        ...said,
        status: "resolved",
        resolved_by: "usr_1",
        resolved_at: "2026-01-01T11:00:00Z",
      };
      return json(now);
    },
    "GET /api/company/v1/runs/run_1/steps": () =>
      json({
        items: [
          { step: "each[1]/book", attempt: 1, input: { total: 1 } },
          { step: "each[1]/book", attempt: 2, input: { total: 1490 } },
          { step: "each[1]/other", attempt: 3, input: { total: 7 } },
        ],
        next: null,
      }),
    "GET /api/company/v1/members": () =>
      json({ items: [{ user_id: "usr_1", name: "Ana Ferreira" }], next: null }),
  });
}

const said = (log: ReturnType<typeof serve>) =>
  log.filter((asked) => asked.method === "POST").map((a) => a.body);

beforeEach(() => enter(signedIn("token", ["approval.read", "approval.decide", "run.read"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("an effect that is uncertain", () => {
  it("shows why nobody knows and what was attempted last, in its own round", async () => {
    const log = serveEffect();
    show(<OneEffect id="eff_1" />);

    expect(await screen.findByText("No answer within 1 s.")).toBeTruthy();
    expect(await screen.findByText("1,490")).toBeTruthy();
    expect(log.find((asked) => asked.path.includes("/steps"))?.path).toContain(encodeURIComponent("each[1]"));
  });

  it("takes the person's word with the result, and says whose it was", async () => {
    const user = userEvent.setup();
    const log = serveEffect();
    show(<OneEffect id="eff_1" />);

    await user.click(await screen.findByRole("radio", { name: /^It happened/ }));
    await user.click(screen.getByLabelText(/What it gave/));
    await user.paste('{"number": "B-1"}');
    await user.type(screen.getByLabelText(/Comment/), "Seen in the portal");
    await user.click(screen.getByRole("button", { name: "Say so and let the run go on" }));

    expect(await screen.findByText(/Ana Ferreira/)).toBeTruthy();
    expect(said(log)).toEqual([
      { answer: "happened", output: { number: "B-1" }, comment: "Seen in the portal" },
    ]);
  });

  it("sends no result with the other answers, and nothing before one is chosen", async () => {
    const user = userEvent.setup();
    const log = serveEffect();
    show(<OneEffect id="eff_1" />);

    const send = await screen.findByRole("button", { name: "Say so and let the run go on" });
    expect(send).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("radio", { name: /^It did not happen/ }));
    expect(screen.queryByLabelText(/What it gave/)).toBeNull();
    await user.click(send);

    await waitFor(() => expect(said(log)).toEqual([{ answer: "did_not_happen", output: null, comment: "" }]));
  });

  it("refuses a result that is no JSON", async () => {
    const user = userEvent.setup();
    serveEffect();
    show(<OneEffect id="eff_1" />);

    await user.click(await screen.findByRole("radio", { name: /^It happened/ }));
    await user.type(screen.getByLabelText(/What it gave/), "B-1");

    expect(screen.getByText(/This is not JSON/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Say so and let the run go on" })).toHaveProperty(
      "disabled",
      true,
    );
  });

  it("says when somebody was faster", async () => {
    const user = userEvent.setup();
    serveEffect(effect, () => problem(409, "This needs no answer any more"));
    show(<OneEffect id="eff_1" />);

    await user.click(await screen.findByRole("radio", { name: /^Count it as failed/ }));
    await user.click(screen.getByRole("button", { name: "Say so and let the run go on" }));

    expect(await screen.findByText("This needs no answer any more")).toBeTruthy();
  });

  it("asks other things about an undo that failed", async () => {
    serveEffect({ ...effect, kind: "undo" });
    show(<OneEffect id="eff_1" />);

    expect(await screen.findByRole("radio", { name: /^I have undone it by hand/ })).toBeTruthy();
    expect(screen.queryByRole("radio", { name: /did not happen/ })).toBeNull();
  });

  it("is not asked of people who may only look, and not once it was withdrawn", async () => {
    enter(signedIn("token", ["approval.read"]));
    serveEffect();
    const { unmount } = show(<OneEffect id="eff_1" />);
    expect(await screen.findByText(/Your role may look but not decide/)).toBeTruthy();
    unmount();

    serveEffect({ ...effect, status: "withdrawn" });
    show(<OneEffect id="eff_1" />);

    expect(await screen.findByText("No longer asked")).toBeTruthy();
  });
});

describe("a result", () => {
  it("is JSON, or nothing", () => {
    expect(outputOf(" ")).toBeNull();
    expect(outputOf("[1]")).toEqual([1]);
    expect(outputOf("B-1")).toBeUndefined();
  });
});

describe("the inbox", () => {
  it("shows the open questions above the approvals, and nothing as empty beside them", async () => {
    serve({
      "GET /api/company/v1/uncertain-effects": () => json({ items: [effect], next: null }),
      "GET /api/company/v1/approvals": () => json({ items: [], next: null }),
    });
    show(<InboxPage />);

    const line = await screen.findByRole("link", { name: /Did it happen\? Book it/ });

    expect(line.getAttribute("href")).toBe("/inbox/eff_1");
    expect(screen.queryByText("Nothing waits for you")).toBeNull();
  });
});
