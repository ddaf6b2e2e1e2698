import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { approvalKeys, useApproval } from "@/api/approvals";
import { enter, leave } from "@/api/session";
import type { Approval } from "@/api/types";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { ApprovalDetail } from "./approval-detail";
import { InboxPage } from "./inbox-page";
import { choosable, toneOfChoice } from "./similar";
import { handleKey } from "./use-keys";

const approval: Approval = {
  id: "apr_1",
  run_id: "run_1",
  workflow_id: "wfl_1",
  workflow_name: "Handle incoming invoices",
  agent_id: null,
  step: "ask",
  title: "Pay Kessler?",
  description: "Above the limit.",
  context: { supplier: "Kessler", total: 1490 },
  choices: ["reject", "approve"],
  fields: null,
  to: [],
  status: "waiting",
  choice: null,
  answers: null,
  comment: null,
  decided_by: null,
  decided_at: null,
  needed: 1,
  asked_by: null,
  until: null,
  remind_at: null,
  escalate_at: null,
  log: [],
  created_at: "2026-01-01T10:00:00Z",
};

beforeEach(() => enter(signedIn("token", ["approval.decide"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

/** As the page does it: what is shown follows the cache, also while a decision is under way. */
function FromCache({ onDecided = () => undefined }: { onDecided?: () => void }) {
  const { data } = useApproval("apr_1");
  return data ? <ApprovalDetail approval={data} onDecided={onDecided} /> : null;
}

describe("deciding", () => {
  it("sends the choice with the comment and goes on to the next", async () => {
    const user = userEvent.setup();
    const log = serve({
      "POST /api/company/v1/approvals/apr_1/decide": () => json({ ...approval, status: "decided" }),
    });
    const goOn = vi.fn();
    show(<ApprovalDetail approval={approval} onDecided={goOn} />);

    await user.type(await screen.findByLabelText(/^Comment/), "Checked with Ben");
    await user.click(screen.getByRole("button", { name: "Approve" }));

    await waitFor(() => expect(goOn).toHaveBeenCalledOnce());
    const sent = log.find((asked) => asked.method === "POST");
    expect(sent?.body).toEqual({ choice: "approve", fields: {}, comment: "Checked with Ben" });
  });

  it("keeps the form, says who was faster and takes back what it had assumed", async () => {
    const user = userEvent.setup();
    serve({
      "GET /api/company/v1/approvals/apr_1": () => json(approval),
      "POST /api/company/v1/approvals/apr_1/decide": () =>
        problem(409, "Someone else decided first", { detail: "The answer was “reject”." }),
    });
    const { cache } = show(<FromCache />);
    cache.setQueryData(approvalKeys.list("waiting"), { items: [approval], next: null });
    await user.type(await screen.findByLabelText(/^Comment/), "Fine");

    await user.click(screen.getByRole("button", { name: "Approve" }));

    expect(await screen.findByText("Someone else decided first")).toBeTruthy();
    expect(screen.getByDisplayValue("Fine")).toBeTruthy();
    expect(cache.getQueryData<{ items: Approval[] }>(approvalKeys.list("waiting"))?.items).toHaveLength(1);
  });

  it("goes on although the approval counts as decided at once", async () => {
    const user = userEvent.setup();
    let answer = approval;
    serve({
      "GET /api/company/v1/approvals/apr_1": () => json(answer),
      "POST /api/company/v1/approvals/apr_1/decide": () => {
        answer = { ...approval, status: "decided", choice: "approve" };
        return json(answer);
      },
    });
    const goOn = vi.fn();
    show(<FromCache onDecided={goOn} />);

    await user.click(await screen.findByRole("button", { name: "Approve" }));

    await waitFor(() => expect(goOn).toHaveBeenCalledOnce());
    expect(await screen.findByText("Decision")).toBeTruthy();
  });

  it("is not offered to people who may only look", async () => {
    enter(signedIn("token", ["approval.read"]));

    show(<ApprovalDetail approval={approval} onDecided={() => undefined} />);

    expect(await screen.findByText(/Your role may look but not decide/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
  });

  it("asks for the fields the workflow wants, and does not send without them", async () => {
    const user = userEvent.setup();
    const log = serve({ "POST /api/company/v1/approvals/apr_1/decide": () => json(approval) });
    const fields = {
      type: "object",
      required: ["cost_centre"],
      properties: { cost_centre: { type: "string" } },
    };
    show(<ApprovalDetail approval={{ ...approval, fields }} onDecided={() => undefined} />);

    await user.click(await screen.findByRole("button", { name: "Approve" }));
    expect(screen.getByText("Please fill this in.")).toBeTruthy();
    await user.type(screen.getByLabelText("Cost centre"), "4711");
    await user.click(screen.getByRole("button", { name: "Approve" }));

    await waitFor(() => expect(log.filter((asked) => asked.method === "POST")).toHaveLength(1));
    expect(log.find((asked) => asked.method === "POST")?.body).toMatchObject({
      choice: "approve",
      fields: { cost_centre: "4711" },
    });
  });
});

describe("deciding several", () => {
  const second = { ...approval, id: "apr_2", title: "Pay Brandt?" };
  const other = { ...approval, id: "apr_3", title: "Hire Osman?", workflow_id: "wfl_2" };
  const listed = (...items: Approval[]) => ({
    "GET /api/company/v1/approvals": () => json({ items, next: null }),
    "GET /api/company/v1/members": () => json({ items: [], next: null }),
  });

  it("offers only what is alike, sends one request for each and says what came of each", async () => {
    const user = userEvent.setup();
    const log = serve({
      ...listed(approval, second, other),
      "POST /api/company/v1/approvals/apr_1/decide": () => json({ ...approval, status: "decided" }),
      "POST /api/company/v1/approvals/apr_2/decide": () =>
        problem(409, "Decided already", { detail: "The answer was “reject”." }),
    });
    show(<InboxPage />, "/inbox");

    await user.click(await screen.findByRole("checkbox", { name: "Choose “Pay Kessler?”" }));
    const different = screen.getByRole<HTMLInputElement>("checkbox", { name: "Choose “Hire Osman?”" });
    expect(different.disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "All 2 alike" }));
    await user.click(screen.getByRole("button", { name: "Approve" }));
    await user.type(screen.getByLabelText(/^Comment/), "Checked");
    await user.click(screen.getByRole("button", { name: "Approve all 2" }));

    expect(await screen.findByText("The answer was “reject”.")).toBeTruthy();
    expect(screen.getByText("Decided", { selector: "[role=dialog] *" })).toBeTruthy();
    const sent = log.filter((asked) => asked.method === "POST");
    expect(sent.map((asked) => asked.body)).toEqual([
      { choice: "approve", fields: {}, comment: "Checked" },
      { choice: "approve", fields: {}, comment: "Checked" },
    ]);
  });

  it("leaves out what wants a form, and what is decided", () => {
    const form = { ...second, fields: { type: "object" } };
    const done = { ...second, id: "apr_4", status: "decided" as const };

    expect([...choosable([approval, form, done, other], new Set())]).toEqual(["apr_1", "apr_3"]);
    expect([...choosable([approval, second, form, done, other], new Set(["apr_1"]))]).toEqual([
      "apr_1",
      "apr_2",
    ]);
  });
});

describe("the keyboard", () => {
  const keys = () => ({ move: vi.fn(), approve: vi.fn(), reject: vi.fn(), choose: vi.fn() });

  it("decides inside the inbox, and never while somebody types", async () => {
    const user = userEvent.setup();
    const done = keys();
    show(
      // biome-ignore lint/a11y/noStaticElementInteractions: as the page does it
      <div onKeyDown={(event) => handleKey(event, done)}>
        <button type="button">In the inbox</button>
        <input aria-label="Note" />
      </div>,
    );

    await user.click(await screen.findByRole("button"));
    await user.keyboard("jkarx{ArrowDown}");
    await user.type(screen.getByLabelText("Note"), "jar");

    expect(done.move.mock.calls).toEqual([[1], [-1]]);
    expect([done.approve, done.reject, done.choose].map((each) => each.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it("asks before it decides", async () => {
    const user = userEvent.setup();
    const log = serve({ "POST /api/company/v1/approvals/apr_1/decide": () => json(approval) });
    show(<ApprovalDetail approval={approval} onDecided={() => undefined} asked="reject" />);

    const dialog = await screen.findByRole("dialog", { name: "Reject?" });
    expect(log.filter((asked) => asked.method === "POST")).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Reject" }));

    await waitFor(() => expect(log.filter((asked) => asked.method === "POST")).toHaveLength(1));
  });
});

describe("giving it to somebody else and commenting", () => {
  it("sends whom it is for from now on", async () => {
    const user = userEvent.setup();
    const log = serve({
      "GET /api/company/v1/members": () =>
        json({
          items: [{ user_id: "usr_2", name: "Ben", email: "ben@example.com", role: "operator" }],
          next: null,
        }),
      "POST /api/company/v1/approvals/apr_1/reassign": () => json(approval),
    });
    show(<ApprovalDetail approval={approval} onDecided={() => undefined} />);

    await user.click(await screen.findByRole("button", { name: "Give to …" }));
    await user.click(screen.getByRole("combobox", { name: /To whom/ }));
    await user.click(await screen.findByRole("option", { name: /Ben/ }));
    await user.click(screen.getByRole("button", { name: "Give" }));

    await waitFor(() =>
      expect(log.find((asked) => asked.method === "POST")?.body).toEqual({ to: ["usr_2"], comment: "" }),
    );
  });

  it("keeps a comment with the approval", async () => {
    const user = userEvent.setup();
    const log = serve({ "POST /api/company/v1/approvals/apr_1/comments": () => json(approval) });
    show(<ApprovalDetail approval={approval} onDecided={() => undefined} />);

    await user.type(await screen.findByLabelText("Add a comment"), "Ask Ben");
    await user.click(screen.getByRole("button", { name: "Add" }));

    await waitFor(() =>
      expect(log.find((asked) => asked.method === "POST")?.body).toEqual({ comment: "Ask Ben" }),
    );
  });
});

describe("choices", () => {
  it("are coloured by what they mean", () => {
    expect(toneOfChoice("approve")).toBe("ok");
    expect(toneOfChoice("Reject")).toBe("err");
    expect(toneOfChoice("later")).toBe("neutral");
  });
});
