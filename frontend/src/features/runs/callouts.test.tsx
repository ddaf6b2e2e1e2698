import { screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Run } from "@/api/types";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { HeldBack } from "./held-back";
import { Uncertain } from "./uncertain";

const run = (change: Partial<Run>): Run =>
  ({ id: "run_1", workflow_id: "wfl_1", status: "queued", trigger: "webhook", ...change }) as Run;

beforeEach(() => enter(signedIn("token", ["approval.read"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("a run that has not begun", () => {
  const held_back = { kind: "paused", text: "" } as const;

  it("says why, and leads to what holds it back", async () => {
    show(<HeldBack run={run({ held_back })} />);

    expect(await screen.findByText("Held back by a pause")).toBeTruthy();
    expect(screen.getByRole("link").getAttribute("href")).toBe("/workflows/wfl_1/triggers");
  });

  it("says nothing of it any more once it has begun", async () => {
    show(
      <>
        <HeldBack run={run({ held_back, status: "running" })} />
        <p>Shown</p>
      </>,
    );

    expect(await screen.findByText("Shown")).toBeTruthy();
    expect(screen.queryByText("Held back by a pause")).toBeNull();
  });
});

describe("a run that needs a person's word", () => {
  const asked = { id: "eff_1", kind: "uncertain", name: "Book it" };

  it("leads to the question in the inbox", async () => {
    serve({ "GET /api/company/v1/uncertain-effects": () => json({ items: [asked], next: null }) });
    show(<Uncertain run={run({ status: "waiting" })} />);

    expect(await screen.findByText("Did this happen? Book it")).toBeTruthy();
    expect(screen.getByRole("link").getAttribute("href")).toBe("/inbox/eff_1");
  });

  it("is not asked once it has ended", async () => {
    const log = serve({});
    show(
      <>
        <Uncertain run={run({ status: "failed" })} />
        <p>Shown</p>
      </>,
    );

    expect(await screen.findByText("Shown")).toBeTruthy();
    expect(log).toEqual([]);
  });
});
