import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Guard } from "@/api/guard";
import { enter, leave } from "@/api/session";
import { json, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { isSame, namesIn, pieces, withoutDate } from "./draft";
import GuardrailsSection from "./section";

const guard: Guard = {
  email: "off",
  phone: "off",
  iban: "off",
  card: "off",
  national_id: "off",
  ip: "off",
  secret: "off",
  name: "off",
  countries: ["DE"],
  outside_only: true,
  injection: "off",
  most_input_tokens: null,
  most_output_tokens: null,
  roles: {},
  no_training: false,
  exchange_days: 30,
  recording_days: 365,
  updated_at: null,
};

function serveGuard(more: Parameters<typeof serve>[0] = {}) {
  return serve({
    "GET /api/ai/v1/guardrails": () => json(guard),
    "PUT /api/ai/v1/guardrails": ({ body }) =>
      json({ ...(body as Guard), updated_at: "2026-11-30T00:00:00Z" }),
    "GET /api/ai/v1/models": () => json({ object: "list", data: [], items: [], next: null, failed: [] }),
    ...more,
  });
}

beforeEach(() => enter(signedIn("token", ["ai.use", "ai.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("guardrails", () => {
  it("are chosen as usual at one press, and stored when that is wanted", async () => {
    const user = userEvent.setup();
    const log = serveGuard();
    show(<GuardrailsSection />);

    await user.click(await screen.findByRole("button", { name: "Choose the usual" }));
    expect(log.some((each) => each.method === "PUT")).toBe(false);
    await user.click(screen.getByRole("button", { name: "Save guardrails" }));

    await waitFor(() =>
      expect(log.find((each) => each.method === "PUT")?.body).toMatchObject({
        email: "mask",
        secret: "refuse",
        exchange_days: 30,
      }),
    );
  });

  it("are tried as they stand on the screen, before they are stored", async () => {
    const user = userEvent.setup();
    const found = { kind: "email", start: 3, end: 9, text: "a@b.de", mode: "mask", placeholder: "[EMAIL_1]" };
    const log = serveGuard({
      "POST /api/ai/v1/guardrails/try": () =>
        json({ masked: "An [EMAIL_1]!", refused: false, found: [found], signals: ["hides text"] }),
    });
    show(<GuardrailsSection />);

    const modes = await screen
      .findByRole("radiogroup", { name: "E-mail addresses" })
      .catch(() => screen.getByRole("group", { name: "E-mail addresses" }));
    await user.click(within(modes).getByText("Mask"));
    await user.type(screen.getByLabelText("A text"), "An a@b.de!");
    await user.click(screen.getByRole("button", { name: "See what happens" }));

    expect(await screen.findByText("An [EMAIL_1]!")).toBeTruthy();
    expect(screen.getByText(/holds hidden letters/)).toBeTruthy();
    expect(log.find((each) => each.method === "POST")?.body).toMatchObject({
      text: "An a@b.de!",
      guard: { email: "mask" },
    });
  });

  it("cannot be changed by who may only use models", async () => {
    enter(signedIn("token", ["ai.use"]));
    serveGuard();
    show(<GuardrailsSection />);

    expect(await screen.findByText("E-mail addresses")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Save guardrails" })).toBeNull();
  });

  it("do not take a number that makes no sense", async () => {
    const user = userEvent.setup();
    serveGuard();
    show(<GuardrailsSection />);

    const days = await screen.findByLabelText("Prompts and answers (days)");
    await user.clear(days);
    await user.type(days, "9999");

    expect(screen.getByText("Enter a whole number from 0 to 3650.")).toBeTruthy();
  });
});

describe("the draft", () => {
  it("is the same whatever the order of its names", () => {
    const { email, ...rest } = withoutDate(guard);
    expect(isSame({ ...rest, email }, withoutDate(guard))).toBe(true);
    expect(isSame({ ...rest, email: "mask" }, withoutDate(guard))).toBe(false);
  });

  it("reads a list of names, each once", () => {
    expect(namesIn(" a, b\n\nb\n gpt-* ")).toEqual(["a", "b", "gpt-*"]);
  });

  it("cuts a text where something was found, counting as the service does", () => {
    const found = [{ start: 2, end: 4 }];
    expect(pieces("😀 ab c", found).map((piece) => piece.text)).toEqual(["😀 ", "ab", " c"]);
  });
});
