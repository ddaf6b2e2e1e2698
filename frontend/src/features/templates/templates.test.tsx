import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Template } from "@/api/types";
import { TemplateCard } from "@/parts/template-card";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { matches } from "./templates-page";

const template: Template = {
  key: "weekly-report",
  name: "Write the weekly report",
  promise: "The week on one page.",
  category: "sales",
  icon: "table",
  audience: "Management",
  minutes_saved: 45,
  asks: false,
  preview: {
    steps: [{ id: "sales", type: "http.request", name: "Fetch sales figures", inside: null, x: 0, y: 0 }],
    edges: [],
  },
};
const use = "POST /api/company/v1/templates/weekly-report/use";

beforeEach(() => enter(signedIn("token", ["workflow.read", "workflow.write"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("finding a template", () => {
  it("looks at all that is said of it, its steps included, word by word", () => {
    expect(matches(template, { q: "page MANAGE" })).toBe(true);
    expect(matches(template, { q: "figures" })).toBe(true);
    expect(matches(template, { q: "page invoice" })).toBe(false);
  });

  it("keeps to the department that was chosen", () => {
    expect(matches(template, { category: "sales" })).toBe(true);
    expect(matches(template, { category: "legal", q: "report" })).toBe(false);
  });
});

describe("the card of a template", () => {
  it("tries the template on its sample and shows the run", async () => {
    const user = userEvent.setup();
    const made = { workflow_id: "wfl_1", agent_id: "agt_1", run_id: "run_1", status: "created" };
    const log = serve({ [use]: () => json(made, 201) });
    const { router } = show(<TemplateCard template={template} />);

    await user.click(await screen.findByRole("button", { name: "Try it: Write the weekly report" }));

    await waitFor(() => expect(router.state.location.pathname).toBe("/runs/run_1"));
    expect(log.map((each) => each.body)).toEqual([{ agent_id: null, language: "en", run: true }]);
  });

  it("stays where it is when that is refused", async () => {
    const user = userEvent.setup();
    serve({ [use]: () => problem(503, "The agents service cannot be reached") });
    const { router } = show(<TemplateCard template={template} />);

    await user.click(await screen.findByRole("button", { name: /Try it/ }));

    await waitFor(() =>
      expect(screen.getByRole("button", { name: /Try it/ })).toHaveProperty("disabled", false),
    );
    expect(router.state.location.pathname).toBe("/");
  });

  it("offers no trial to people who may only look", async () => {
    enter(signedIn("token", ["workflow.read"]));
    show(<TemplateCard template={template} />);

    expect((await screen.findByRole("link", { name: "Write the weekly report" })).getAttribute("href")).toBe(
      "/templates/weekly-report",
    );
    expect(screen.queryByRole("button")).toBeNull();
  });
});
