import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Trigger, WorkflowDetail } from "@/api/types";
import { type Answer, json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { type Opened, TriggersView } from "./triggers-page";

const path = "/api/company/v1/workflows/wfl_1";

const workflow: WorkflowDetail = {
  id: "wfl_1",
  name: "Ship orders",
  description: "",
  agent_id: "agt_1",
  status: "live",
  draft_revision: 1,
  live_version: 1,
  draft: {
    graph: {
      input: {
        type: "object",
        required: ["customer"],
        properties: { customer: { type: "string" }, count: { type: "integer" } },
      },
      steps: [],
      edges: [],
    },
  },
  created_at: "2026-01-01T10:00:00Z",
  updated_at: "2026-01-01T10:00:00Z",
} as WorkflowDetail;

const hook: Trigger = {
  id: "trg_1",
  workflow_id: "wfl_1",
  kind: "webhook",
  name: "Shop",
  enabled: true,
  revision: 4,
  version: null,
  input: null,
  settings: {
    kind: "webhook",
    mode: "async",
    timeout: 30,
    methods: ["POST"],
    auth: { kind: "none" },
    key_header: null,
  },
  url: "/hooks/abc",
  has_secret: false,
  secret: null,
  description: "POST to a web address",
  next_fire_at: null,
  fired: 2,
  last_fired_at: "2026-01-02T10:00:00Z",
  last_run_id: "run_9",
  problem: { at: "2026-01-02T09:00:00Z", title: "This input does not fit", detail: "customer is missing" },
  created_at: "2026-01-01T10:00:00Z",
  updated_at: "2026-01-01T10:00:00Z",
};

const idle = {
  paused: false,
  reason: null,
  paused_by: null,
  paused_at: null,
  max_running: null,
  max_starts_per_minute: null,
  queued: 0,
  running: 1,
  waiting: 2,
};

function serveTriggers(triggers: Trigger[], more: Record<string, Answer> = {}) {
  return serve({
    [`GET ${path}/triggers`]: () => json({ items: triggers, next: null }),
    [`GET ${path}/control`]: () => json(idle),
    [`GET ${path}/versions/1`]: () => json({ version: 1, graph: workflow.draft.graph }),
    [`GET ${path}/versions`]: () => json({ items: [{ version: 1 }], next: null }),
    "GET /api/company/v1/pauses": () => json({ items: [], next: null }),
    "GET /api/company/v1/members": () => json({ items: [], next: null }),
    "GET /api/company/v1/workflows": () => json({ items: [], next: null }),
    "GET /api/company/v1/schedules/preview": () =>
      json({ description: "At 08:00", next: ["2026-03-02T07:00:00Z"] }),
    ...more,
  });
}

/** As the page does it, with what is open kept here instead of in the address. */
function Opening({ of = workflow, first = {} }: { of?: WorkflowDetail; first?: Opened }) {
  const [opened, setOpened] = useState<Opened>(first);
  return <TriggersView workflow={of} opened={opened} onOpen={setOpened} />;
}

const sent = (log: ReturnType<typeof serve>, method: string) =>
  log.filter((asked) => asked.method === method);
const everything = [
  "workflow.read",
  "workflow.write",
  "workflow.publish",
  "run.start",
  "run.read",
  "run.cancel",
];

beforeEach(() => enter(signedIn("token", everything)));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("the list of triggers", () => {
  it("says of each what it does, when it fired, where it is reached and what went wrong", async () => {
    serveTriggers([hook]);
    show(<Opening />);

    expect(
      await screen.findByText("POST to its address, without proof. The caller gets an answer at once."),
    ).toBeTruthy();
    expect(screen.getByText(/Fired 2 times/)).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open its run" }).getAttribute("href")).toBe("/runs/run_9");
    expect(screen.getByText(`${location.origin}/hooks/abc`)).toBeTruthy();
    expect(screen.getByText("customer is missing")).toBeTruthy();
  });

  it("switches at once, and back when the server refuses", async () => {
    const user = userEvent.setup();
    let refuse: () => void = () => undefined;
    const refused = new Promise<Response>((resolve) => {
      refuse = () => resolve(problem(503, "Not now"));
    });
    serveTriggers([hook], { [`POST ${path}/triggers/trg_1/disable`]: () => refused });
    show(<Opening />);

    await user.click(await screen.findByRole("switch", { name: "Shop: on or off" }));
    expect(await screen.findByText("Off")).toBeTruthy();
    refuse();

    await waitFor(() => expect(screen.queryByText("Off")).toBeNull());
    expect(screen.getByRole("switch", { name: "Shop: on or off" }).getAttribute("aria-checked")).toBe("true");
  });

  it("teaches what could start the workflow when nothing does yet, and says when it is not published", async () => {
    serveTriggers([]);
    show(<Opening of={{ ...workflow, live_version: null }} />);

    expect(await screen.findByText("Let it start by itself")).toBeTruthy();
    expect(screen.getByText("This workflow is not published yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open the editor" })).toBeTruthy();
  });

  it("offers nothing to change to who may only look", async () => {
    enter(signedIn("token", ["workflow.read"]));
    serveTriggers([{ ...hook, url: null }]);
    show(<Opening />);

    expect(await screen.findByText(/Only people who may change this workflow see the address/)).toBeTruthy();
    expect(screen.getByRole("switch")).toHaveProperty("disabled", true);
    expect(screen.queryByRole("button", { name: /More for/ })).toBeNull();
    expect(screen.queryByRole("button", { name: "Add a trigger" })).toBeNull();
  });

  it("deletes only after it was asked", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([hook], {
      [`DELETE ${path}/triggers/trg_1`]: () => new Response(null, { status: 204 }),
    });
    show(<Opening />);

    await user.click(await screen.findByRole("button", { name: "More for Shop" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete…" }));
    expect(sent(log, "DELETE")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Delete it" }));

    await waitFor(() => expect(sent(log, "DELETE")).toHaveLength(1));
  });
});

describe("making a trigger", () => {
  it("sends what was chosen and shows the secret once", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([], {
      [`POST ${path}/triggers`]: () => json({ ...hook, secret: "made-by-the-platform" }, 201),
    });
    show(<Opening />);

    await user.click(await screen.findByRole("button", { name: /Webhook/ }));
    await user.click(await screen.findByRole("checkbox", { name: "PUT" }));
    await user.click(screen.getByRole("combobox", { name: "How the caller proves itself" }));
    await user.click(await screen.findByRole("option", { name: "Bearer token" }));
    await user.click(screen.getByRole("button", { name: "Create the trigger" }));

    expect(await screen.findByText("made-by-the-platform")).toBeTruthy();
    expect(sent(log, "POST")[0]?.body).toEqual({
      name: "Webhook",
      enabled: true,
      version: null,
      input: null,
      settings: {
        kind: "webhook",
        mode: "async",
        timeout: 30,
        methods: ["POST", "PUT"],
        auth: { kind: "bearer" },
        key_header: null,
      },
    });
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    await waitFor(() => expect(screen.queryByText("made-by-the-platform")).toBeNull());
  });

  it("makes cron of a rhythm, and asks the server for the next times", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([], { [`POST ${path}/triggers`]: () => json(hook, 201) });
    show(<Opening first={{ new: "schedule" }} />);

    await user.click(await screen.findByRole("button", { name: "Monday" }));
    await user.click(screen.getByRole("button", { name: "Create the trigger" }));

    await waitFor(() => expect(sent(log, "POST")).toHaveLength(1));
    expect(sent(log, "POST")[0]?.body).toMatchObject({
      settings: { kind: "schedule", cron: "0 8 * * 2,3,4,5" },
    });
    expect(log.some((asked) => asked.path.includes("/schedules/preview?cron="))).toBe(true);
  });

  it("does not send what is not filled in, and says where", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([]);
    show(<Opening first={{ new: "event" }} />);

    await user.clear(await screen.findByLabelText("Name"));
    await user.click(screen.getByRole("button", { name: "Create the trigger" }));

    expect(await screen.findByText("Please fill this in.")).toBeTruthy();
    expect(screen.getByText(/Begin with a letter or digit/)).toBeTruthy();
    expect(sent(log, "POST")).toEqual([]);
  });

  it("shows the server's word beside the field it is about", async () => {
    const user = userEvent.setup();
    serveTriggers([], {
      [`POST ${path}/triggers`]: () =>
        problem(422, "This trigger cannot work like that", {
          errors: [{ pointer: "/settings/filter", message: "There is no such function." }],
        }),
    });
    show(<Opening first={{ new: "event" }} />);

    await user.type(await screen.findByLabelText("Name of the event"), "order.paid");
    await user.click(screen.getByRole("button", { name: "Create the trigger" }));

    const filter = await screen.findByLabelText(/Only if/);
    await waitFor(() => expect(filter.getAttribute("aria-invalid")).toBe("true"));
  });

  it("fills the workflow's fields with references to what comes in", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([{ ...hook, input: { customer: "Ana" } }], {
      [`PUT ${path}/triggers/trg_1`]: () => json(hook),
    });
    show(<Opening first={{ edit: "trg_1" }} />);

    await user.type(await screen.findByLabelText("Count"), "3");
    await user.clear(screen.getByLabelText("Customer"));
    await user.click(screen.getByRole("button", { name: "input.body.customer" }));
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(sent(log, "PUT")).toHaveLength(1));
    expect(sent(log, "PUT")[0]?.body).toMatchObject({
      input: { customer: "{{ input.body.customer }}", count: 3 },
    });
  });
});

describe("two people at one trigger", () => {
  async function conflict() {
    const user = userEvent.setup();
    const stored = [hook];
    const log = serveTriggers(stored, {
      [`PUT ${path}/triggers/trg_1`]: ({ headers }) => {
        if (headers.get("if-match") === '"5"') return json({ ...hook, revision: 6 });
        stored[0] = { ...hook, name: "Shop, by Ben", revision: 5 };
        return problem(412, "The trigger was changed by someone else in the meantime");
      },
    });
    show(<Opening first={{ edit: "trg_1" }} />);
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Shop, by Ana");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByText("Someone else changed this trigger in the meantime");
    return { user, log };
  }

  it("offers theirs, to be changed again", async () => {
    const { user } = await conflict();

    await user.click(await screen.findByRole("button", { name: "Take theirs" }));

    expect(screen.getByDisplayValue("Shop, by Ben")).toBeTruthy();
    expect(screen.queryByText("Someone else changed this trigger in the meantime")).toBeNull();
  });

  it("saves mine over it when I say so", async () => {
    const { user, log } = await conflict();

    await user.click(await screen.findByRole("button", { name: "Save mine over it" }));

    await waitFor(() => expect(sent(log, "PUT")).toHaveLength(2));
    expect(sent(log, "PUT")[1]?.headers.get("if-match")).toBe('"5"');
    expect(sent(log, "PUT")[1]?.body).toMatchObject({ name: "Shop, by Ana" });
  });
});

describe("trying a trigger out", () => {
  it("shows what is wrong with a sample, then starts a run with a better one", async () => {
    const user = userEvent.setup();
    const log = serveTriggers([hook], {
      [`POST ${path}/triggers/trg_1/test`]: ({ body }) =>
        (body as { run: boolean }).run
          ? json({ accepted: true, input: { customer: "Ana" }, problem: null, run_id: "run_7" })
          : json({ accepted: false, input: null, problem: { title: "It does not fit" }, run_id: null }),
    });
    show(<Opening first={{ try: "trg_1" }} />);

    const sample = await screen.findByLabelText("Sample (JSON)");
    expect(JSON.parse((sample as HTMLTextAreaElement).value)).toEqual({ customer: "Customer", count: 1 });
    await user.click(screen.getByRole("button", { name: "Just look" }));
    expect(await screen.findByText("It does not fit")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Start a run with it" }));

    expect((await screen.findByRole("link", { name: "Open the run" })).getAttribute("href")).toBe(
      "/runs/run_7",
    );
    expect(sent(log, "POST").map((asked) => asked.body)).toEqual([
      { sample: { customer: "Customer", count: 1 }, run: false },
      { sample: { customer: "Customer", count: 1 }, run: true },
    ]);
  });

  it("does not send what is no JSON", async () => {
    const user = userEvent.setup();
    serveTriggers([hook]);
    show(<Opening first={{ try: "trg_1" }} />);

    await user.type(await screen.findByLabelText("Sample (JSON)"), "x");

    expect(await screen.findByText(/This is not JSON/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Just look" })).toHaveProperty("disabled", true);
  });
});
