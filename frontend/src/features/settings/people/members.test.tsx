import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Role } from "@/api/access";
import { enter, leave } from "@/api/session";
import type { Member } from "@/api/types";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import MembersSection from "./members";

const ben: Member = {
  user_id: "usr_2",
  name: "Ben Roth",
  email: "ben@acme.example",
  role: "rol_1",
  joined_at: "2026-11-01T00:00:00Z",
  deactivated_at: null,
};
const own: Role = {
  name: "rol_1",
  title: "Assistant",
  description: "",
  permissions: ["run.read"],
  built_in: false,
  members: 1,
  version: 1,
};
const above: Role = { ...own, name: "rol_2", title: "Treasurer", permissions: ["company.delete"] };

function served(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/company/v1/members": () => json({ items: [ben], next: null }),
    "GET /api/company/v1/roles": () => json({ items: [own, above], next: null }),
    "GET /api/company/v1/invitations": () => json({ items: [], next: null }),
    ...more,
  });
}

beforeEach(() => enter(signedIn("token", ["member.read", "member.manage", "run.read"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

it("shows what the company calls its own roles, and offers only what one can give", async () => {
  const user = userEvent.setup();
  served();
  show(<MembersSection />);

  expect(await screen.findByText("Assistant")).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "Actions for Ben Roth" }));

  expect(await screen.findByRole("menuitem", { name: "Deactivate" })).toBeTruthy();
  expect(screen.queryByRole("menuitem", { name: "Treasurer" })).toBeNull();
});

it("hands the link over where there is no mail", async () => {
  const user = userEvent.setup();
  const made = {
    id: "inv_1",
    email: "eve@acme.example",
    role: "operator",
    invited_by: "usr_1",
    created_at: "2026-11-01T00:00:00Z",
    expires_at: "2026-11-04T00:00:00Z",
    status: "open",
    link: "/invitation#secret",
    mailed: false,
  };
  const log = served({ "POST /api/company/v1/invitations": () => json(made, 201) });
  show(<MembersSection />);

  await user.click(await screen.findByRole("button", { name: "Invite somebody" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("E-mail address"), "eve@acme.example");
  await user.click(dialog.getByRole("button", { name: "Invite" }));

  expect(await screen.findByText(/hand this link over yourself/)).toBeTruthy();
  expect(screen.getByText(/\/invitation#secret$/)).toBeTruthy();
  await waitFor(() => expect(log.some((each) => each.method === "POST")).toBe(true));
});
