import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { FoundServer, ModelProvider, ProviderKind } from "@/api/types";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { ModelsSection } from "./section";

const option = { choices: [], form: "line", help: "", required: false } as const;
const model = { ...option, name: "model", title: "Usual model", choices: [] as string[] };
const kinds: ProviderKind[] = [
  {
    name: "anthropic",
    title: "Anthropic",
    note: "Claude models.",
    needs_key: true,
    base_url: "https://api.anthropic.com",
    stays: false,
    options: [model],
    presets: [],
  },
  {
    name: "openai-compatible",
    title: "OpenAI-compatible",
    note: "",
    needs_key: false,
    base_url: "",
    stays: false,
    options: [model],
    presets: [
      {
        name: "ollama",
        title: "Ollama",
        base_url: "http://127.0.0.1:11434/v1",
        needs_key: false,
        note: "Runs open models.",
        on_machine: true,
      },
    ],
  },
];
const claude: ModelProvider = {
  id: "prv_1",
  source: "company",
  kind: "anthropic",
  preset: null,
  name: "Claude",
  base_url: "https://api.anthropic.com",
  last4: "0042",
  options: { model: "claude-careful" },
  enabled: true,
  data_stays: false,
  input_price: 3,
  output_price: null,
  tested_at: "2026-11-01T10:00:00Z",
  tested_ok: false,
  tested_note: "The key is refused.",
  answers_tasks: true,
  variable: null,
};
const builtIn: ModelProvider = {
  ...claude,
  id: "built-in",
  source: "built-in",
  kind: "local",
  name: "Built-in",
  base_url: null,
  last4: null,
  options: {},
  data_stays: true,
  answers_tasks: false,
};
const deployed: ModelProvider = {
  ...claude,
  id: "deployment-openai",
  source: "deployment",
  name: "OpenAI",
  last4: null,
  answers_tasks: false,
  variable: "OPENAI_API_KEY",
};
const ollama: FoundServer = {
  kind: "openai-compatible",
  preset: "ollama",
  title: "Ollama",
  base_url: "http://127.0.0.1:11434/v1",
  models: ["small"],
};
const worked = { ok: true, message: "It answers.", models: ["claude-quick"], model: null, seconds: 0.4 };

function serveModels(found: FoundServer[] = []) {
  return serve({
    "GET /api/ai/v1/providers": () => json({ items: [claude, deployed, builtIn], next: null }),
    "GET /api/ai/v1/providers/kinds": () => json({ items: kinds, next: null }),
    "GET /api/ai/v1/providers/found": () => json({ items: found, next: null }),
    "POST /api/ai/v1/providers": () => json({ ...claude, id: "prv_2", tested_ok: true }, 201),
    "POST /api/ai/v1/providers/test": () => json(worked),
    "PUT /api/ai/v1/providers/prv_1": () => json(claude),
    "DELETE /api/ai/v1/providers/prv_1": () => problem(409, "Another provider records this one"),
  });
}

beforeEach(() => enter(signedIn("token", ["ai.manage"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const sent = (log: ReturnType<typeof serveModels>, method: string) =>
  log.filter((asked) => asked.method === method).map((asked) => asked.body);

describe("the models of a company", () => {
  it("says who answers, what stays in the house, and what did not work", async () => {
    serveModels();
    show(<ModelsSection />);

    const [own, ofDeployment, last] = await screen.findAllByRole("listitem");

    expect(own?.textContent).toContain("Answers tasks");
    expect(own?.textContent).toContain("The key is refused.");
    expect(own?.textContent).toContain("Key ends in 0042");
    expect(ofDeployment?.textContent).toContain("From the deployment (OPENAI_API_KEY)");
    expect(within(ofDeployment as HTMLElement).queryByRole("switch")).toBeNull();
    expect(last?.textContent).toContain("Stays in the house");
  });

  it("tests a provider and adds it", async () => {
    const user = userEvent.setup();
    const log = serveModels();
    show(<ModelsSection />);

    const add = await screen.findByRole("button", { name: "Add a provider" });
    await vi.waitFor(() => expect(add.hasAttribute("disabled")).toBe(false));
    await user.click(add);
    const sheet = await screen.findByRole("dialog");
    await user.type(within(sheet).getByLabelText("API key"), "sk-new");
    await user.click(within(sheet).getByRole("button", { name: "Test" }));
    expect(await within(sheet).findByText("claude-quick")).toBeTruthy();
    await user.click(within(sheet).getByRole("button", { name: "Add" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

    const [tried, added] = sent(log, "POST") as Record<string, unknown>[];
    expect(tried).toEqual(added);
    expect(added).toMatchObject({
      kind: "anthropic",
      name: "Anthropic",
      base_url: "https://api.anthropic.com",
      api_key: "sk-new",
      input_price: null,
    });
  });

  it("keeps the stored key when none is typed", async () => {
    const user = userEvent.setup();
    const log = serveModels();
    show(<ModelsSection />);

    await user.click(await screen.findByRole("button", { name: "More for Claude" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change" }));
    const sheet = await screen.findByRole("dialog");
    const name = within(sheet).getByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Careful");
    await user.click(within(sheet).getByRole("button", { name: "Save" }));
    await vi.waitFor(() => expect(sent(log, "PUT")).toHaveLength(1));

    const [change] = sent(log, "PUT") as Record<string, unknown>[];
    expect(change).toMatchObject({ name: "Careful", input_price: 3, output_price: null });
    expect(change).not.toHaveProperty("api_key");
  });

  it("is switched off without changing anything else", async () => {
    const user = userEvent.setup();
    const log = serveModels();
    show(<ModelsSection />);

    await user.click(await screen.findByRole("switch", { name: "Use Claude" }));
    await vi.waitFor(() => expect(sent(log, "PUT")).toHaveLength(1));

    expect(sent(log, "PUT")[0]).toMatchObject({ enabled: false, options: { model: "claude-careful" } });
  });

  it("asks before it deletes, and says why it could not", async () => {
    const user = userEvent.setup();
    serveModels();
    show(<ModelsSection />);

    await user.click(await screen.findByRole("button", { name: "More for Claude" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete Claude?" });
    await user.click(within(dialog).getByRole("button", { name: "Delete" }));

    expect(await screen.findByText("Another provider records this one")).toBeTruthy();
  });

  it("offers a server on this machine, and fills the form with it", async () => {
    const user = userEvent.setup();
    const log = serveModels([ollama]);
    show(<ModelsSection />);

    await user.click(await screen.findByRole("button", { name: "Connect it" }));
    const sheet = await screen.findByRole("dialog");
    await user.click(within(sheet).getByRole("button", { name: "Add" }));
    await vi.waitFor(() => expect(sent(log, "POST")).toHaveLength(1));

    expect(sent(log, "POST")[0]).toMatchObject({
      kind: "openai-compatible",
      preset: "ollama",
      base_url: "http://127.0.0.1:11434/v1",
      data_stays: true,
    });
  });

  it("shows the list without buttons to who may not change it", async () => {
    enter(signedIn("token", ["ai.use"]));
    const log = serveModels([ollama]);
    show(<ModelsSection />);

    await screen.findByText("Claude");

    expect(screen.queryByRole("button", { name: "Add a provider" })).toBeNull();
    expect(screen.queryByRole("switch")).toBeNull();
    expect(log.some((asked) => asked.path.endsWith("/found"))).toBe(false);
  });
});
