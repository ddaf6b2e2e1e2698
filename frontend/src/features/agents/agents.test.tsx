import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Run } from "@/api/types";
import { ApiProblem } from "@/lib/problem";
import { show } from "@/testing/show";
import { AgentForm, emptyAgent } from "./agent-form";
import { saidIn } from "./chat";

const props = {
  initial: emptyAgent,
  submitLabel: "Create agent",
  busy: false,
  error: null,
  onCancel: () => undefined,
};

describe("the form of an agent", () => {
  it("sends what was filled in, with numbers as numbers and no limit as none", async () => {
    const user = userEvent.setup();
    const send = vi.fn();
    show(<AgentForm {...props} onSubmit={send} />);

    await user.type(await screen.findByLabelText("Name"), " Ada ");
    await user.clear(screen.getByLabelText("Minutes saved per run"));
    await user.type(screen.getByLabelText("Minutes saved per run"), "7,5");
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    await waitFor(() => expect(send).toHaveBeenCalledOnce());
    expect(send.mock.calls[0]?.[0]).toMatchObject({
      name: "Ada",
      minutes_saved_per_run: 7.5,
      budget: { monthly_usd: null },
    });
  });

  it("does not send without a name, or with a limit that is no number", async () => {
    const user = userEvent.setup();
    const send = vi.fn();
    show(<AgentForm {...props} onSubmit={send} />);

    await user.type(await screen.findByLabelText(/Monthly limit/), "a lot");
    await user.click(screen.getByRole("button", { name: "Create agent" }));

    expect(await screen.findByText("Please fill this in.")).toBeTruthy();
    expect(screen.getByText("Use a number of 0 or more.")).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
  });

  it("shows the server's word next to the field it is about", async () => {
    const error = new ApiProblem({
      status: 422,
      title: "Not valid",
      errors: [{ pointer: "/name", message: "This name is taken." }],
    });

    show(<AgentForm {...props} error={error} onSubmit={() => undefined} />);

    const name = await screen.findByLabelText("Name");
    expect(name.getAttribute("aria-invalid")).toBe("true");
  });
});

describe("a conversation", () => {
  const run = (output: unknown): Run =>
    ({
      input: { message: "Who am I?", history: [{ role: "user", content: "I am Bo." }] },
      output,
    }) as Run;

  it("is all that was said before, the message, and the answer once there is one", () => {
    expect(saidIn(run(null)).map((each) => each.content)).toEqual(["I am Bo.", "Who am I?"]);
    expect(saidIn(run({ answer: "You are Bo." })).at(-1)).toEqual({
      role: "assistant",
      content: "You are Bo.",
    });
  });
});
