import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Retention } from "@/api/types";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { RetentionSection } from "./retention";

const path = "/api/company/v1/companies/current/retention";
const kept: Retention = { days: 90, default_days: 90, least_days: 3, deleted_runs: 0 };

function serveRetention(stored: Retention = kept) {
  return serve({
    [`GET ${path}`]: () => json(stored),
    [`PUT ${path}`]: ({ body }) => json({ ...stored, ...(body as object) }),
  });
}

const saved = (log: ReturnType<typeof serve>) =>
  log.filter((each) => each.method === "PUT").map((each) => each.body);

beforeEach(() => enter(signedIn("token", ["company.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("how long finished runs are kept", () => {
  it("says what is deleted and when", async () => {
    serveRetention({ ...kept, deleted_runs: 12 });
    show(<RetentionSection />);

    expect(await screen.findByText(/deleted 90 days after it ended: its input, output/)).toBeTruthy();
    expect(screen.getByText("12 runs deleted so far.")).toBeTruthy();
  });

  it("keeps more at once", async () => {
    const user = userEvent.setup();
    const log = serveRetention();
    show(<RetentionSection />);

    await user.click(await screen.findByLabelText("Keep all runs for ever"));
    expect(screen.getByText(/kept for ever, with everything in them/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(saved(log)).toEqual([{ days: null }]));
  });

  it("asks before it deletes more", async () => {
    const user = userEvent.setup();
    const log = serveRetention();
    show(<RetentionSection />);

    await user.clear(await screen.findByLabelText("Days to keep a finished run"));
    await user.type(screen.getByLabelText("Days to keep a finished run"), "1");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/ended more than 3 days ago will be deleted/)).toBeTruthy();
    expect(saved(log)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Delete them" }));

    await waitFor(() => expect(saved(log)).toEqual([{ days: 1 }]));
  });

  it("does not send what is no number of days", async () => {
    const user = userEvent.setup();
    serveRetention();
    show(<RetentionSection />);

    await user.type(await screen.findByLabelText("Days to keep a finished run"), "000");

    expect(await screen.findByText("Use a whole number from 1 to 3650.")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  });

  it("shows it without changing it to who may not", async () => {
    enter(signedIn("token", []));
    serveRetention();
    show(<RetentionSection />);

    expect(await screen.findByLabelText("Days to keep a finished run")).toHaveProperty("disabled", true);
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  });
});
