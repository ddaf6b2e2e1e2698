import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Samples } from "@/api/types";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { SamplesSection } from "./samples";

const path = "/api/company/v1/samples";
const there: Samples = { workflows: ["Pay supplier invoices"], agents: ["Accounts payable"], runs: 12 };
const nothing: Samples = { workflows: [], agents: [], runs: 0 };

beforeEach(() => enter(signedIn("token", ["company.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("the sample data", () => {
  it("is deleted after a question, and then there is nothing of it", async () => {
    const user = userEvent.setup();
    let stored = there;
    const log = serve({
      [`GET ${path}`]: () => json(stored),
      [`DELETE ${path}`]: () => {
        stored = nothing;
        return json(there);
      },
    });
    show(<SamplesSection />);

    expect(await screen.findByText("1 workflow: Pay supplier invoices")).toBeTruthy();
    expect(screen.getByText("12 runs")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Delete sample data" }));
    expect(log.filter((each) => each.method === "DELETE")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Delete for good" }));

    expect(await screen.findByText("There is nothing of it.")).toBeTruthy();
  });

  it("says why it could not be deleted", async () => {
    const user = userEvent.setup();
    serve({
      [`GET ${path}`]: () => json(there),
      [`DELETE ${path}`]: () => problem(409, "The samples are still at work"),
    });
    show(<SamplesSection />);

    await user.click(await screen.findByRole("button", { name: "Delete sample data" }));
    await user.click(await screen.findByRole("button", { name: "Delete for good" }));

    expect(await screen.findByText("The samples are still at work")).toBeTruthy();
  });

  it("is not shown to those who may not delete it", () => {
    enter(signedIn("token", ["workflow.write"]));
    const log = serve({});
    show(<SamplesSection />);

    expect(screen.queryByText("Sample data")).toBeNull();
    expect(log).toEqual([]);
  });
});
