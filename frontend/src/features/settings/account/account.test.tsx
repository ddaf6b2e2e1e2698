import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, data } from "@/api/client";
import { enter, leave, useSession } from "@/api/session";
import { SecondStep } from "@/parts/second-step";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { pathOf } from "./qr";

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("a change that asks again who it is", () => {
  const refused = () =>
    problem(403, "Please confirm that it is you", { type: "/problems/confirm-it-is-you" });

  it("goes on by itself once the person has proven it", async () => {
    enter(signedIn("old"));
    serve({
      "POST /api/auth/v1/factors/totp": ({ headers }) =>
        headers.get("authorization") === "Bearer new"
          ? json({ secret: "S", address: "", picture: [] })
          : refused(),
    });

    const answer = data(api.POST("/api/auth/v1/factors/totp"));
    await waitFor(() => expect(useSession.getState().asking).toBeTruthy());
    enter(signedIn("new"));
    useSession.getState().asking?.(true);

    expect((await answer).secret).toBe("S");
    expect(useSession.getState().asking).toBeUndefined();
  });

  it("is refused when they would rather not", async () => {
    enter(signedIn("old"));
    serve({ "POST /api/auth/v1/factors/totp": refused });

    const answer = data(api.POST("/api/auth/v1/factors/totp"));
    await waitFor(() => expect(useSession.getState().asking).toBeTruthy());
    useSession.getState().asking?.(false);

    await expect(answer).rejects.toThrow("Please confirm that it is you");
  });
});

describe("the second step", () => {
  it("offers a recovery code and clears a code that was refused", async () => {
    const typed: string[] = [];
    const onCode = async (code: string) => {
      typed.push(code);
      throw new Error("not right");
    };
    show(
      <SecondStep
        methods={["totp", "recovery_code"]}
        submitLabel="Sign in"
        onCode={onCode}
        onPasskey={() => Promise.resolve()}
      />,
    );
    const user = userEvent.setup();

    await user.type(await screen.findByLabelText("Code of your authenticator app"), "123456{Enter}");
    await user.click(await screen.findByRole("button", { name: "Use a recovery code" }));

    expect(typed).toEqual(["123456"]);
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect((screen.getByLabelText("Recovery code") as HTMLInputElement).value).toBe("");
  });
});

it("draws a square for each dark cell, inside a border of four", () => {
  expect(pathOf(["10", "01"])).toBe("M4 4h1v1h-1zM5 5h1v1h-1z");
});
