import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { accessToken, leave, useSession } from "@/api/session";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { safeNext } from "./log-in";
import { SignUpPage } from "./sign-up";

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

async function fill(password: string) {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Your name"), "Ana Ferreira");
  await user.type(screen.getByLabelText("Company"), "Ferreira Logistics");
  await user.type(screen.getByLabelText("Work e-mail"), "ana@example.com");
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Create company" }));
}

describe("signing up", () => {
  it("enters the application and keeps the token out of every storage", async () => {
    const log = serve({ "POST /api/auth/v1/signup": () => json(signedIn("secret-token"), 201) });
    show(<SignUpPage />, "/signup");

    await fill("correct horse battery");

    await waitFor(() => expect(useSession.getState().status).toBe("in"));
    expect(log[0]?.body).toEqual({
      name: "Ana Ferreira",
      company: "Ferreira Logistics",
      email: "ana@example.com",
      password: "correct horse battery",
    });
    expect(accessToken()).toBe("secret-token");
    expect(JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie).not.toContain(
      "secret-token",
    );
  });

  it("asks for a longer password before anything is sent", async () => {
    const log = serve({});
    show(<SignUpPage />, "/signup");

    await fill("short");

    expect(await screen.findByText("Use at least 15 characters.")).toBeTruthy();
    expect(log).toHaveLength(0);
  });

  it("puts the server's refusal on the field it is about", async () => {
    serve({
      "POST /api/auth/v1/signup": () =>
        problem(422, "Not valid", {
          errors: [{ pointer: "/password", message: "This password is too common." }],
        }),
    });
    show(<SignUpPage />, "/signup");

    await fill("password1234567");

    expect(await screen.findByText("This password is too common.")).toBeTruthy();
  });
});

describe("where to go after logging in", () => {
  it("never leaves the application", () => {
    expect(safeNext("/runs/run_1?step=a")).toBe("/runs/run_1?step=a");
    for (const bad of [
      undefined,
      "",
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
    ]) {
      expect(safeNext(bad)).toBe("/");
    }
  });
});
