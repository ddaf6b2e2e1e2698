import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freshOf, joined, patched } from "@/api/run-list";
import { enter, leave } from "@/api/session";
import type { Run } from "@/api/types";
import { eachOf } from "@/lib/each-of";
import { json, problem, serve, signedIn } from "@/testing/server";
import { show } from "@/testing/show";
import { BulkBar } from "./bulk-bar";
import { filterOf, isFiltered, rangeOf, sameSearch, searchOf } from "./filter";
import { FilterBar } from "./filter-bar";
import { RunRows } from "./run-rows";

const run = (number: number, change: Partial<Run> = {}): Run => ({
  id: `run_${String(number).padStart(6, "0")}`,
  workflow_id: "wfl_1",
  workflow_name: `Invoice ${number}`,
  agent_id: null,
  version: 1,
  status: "succeeded",
  trigger: "manual",
  started_by: null,
  trigger_id: null,
  parent_run_id: null,
  parent_step: null,
  origin_run_id: null,
  input: null,
  output: null,
  error: null,
  cost: 0,
  created_at: "2026-01-01T10:00:00Z",
  started_at: "2026-01-01T10:00:00Z",
  ended_at: "2026-01-01T10:00:02Z",
  waiting_for: null,
  held_back: null,
  ...change,
});

beforeEach(() => enter(signedIn("token", ["run.cancel", "run.start"])));
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the filter in the address", () => {
  it("becomes what the API is asked for", () => {
    const filter = filterOf({
      q: "kessler",
      status: "failed,waiting,nonsense",
      trigger: "manual,form",
      test: "none",
      from: "2026-01-01T00:00:00Z",
      seconds: "30..",
      cost: "..0.5",
    });

    expect(filter).toEqual({
      q: "kessler",
      status: ["failed", "waiting"],
      trigger: ["manual", "form"],
      test: false,
      from: "2026-01-01T00:00:00.000Z",
      least_seconds: 30,
      most_cost: 0.5,
    });
  });

  it("drops what makes no sense instead of failing", () => {
    expect(filterOf({ from: "soon", seconds: "a..b", test: "x" })).toEqual({ status: [], trigger: [] });
    expect(rangeOf("-1..1e3")).toEqual([undefined, 1000]);
    expect(isFiltered({ q: "" })).toBe(false);
  });

  it("is known again among the saved ones, in whatever order", () => {
    const saved = { status: ["failed", "waiting"], q: "a", unknown: "x" };

    expect(sameSearch(searchOf(saved), { q: "a", status: "failed,waiting" })).toBe(true);
    expect(sameSearch(searchOf(saved), { q: "a" })).toBe(false);
  });
});

describe("what is new", () => {
  it("is what is newer than the top of the list", () => {
    expect(freshOf([run(5), run(4), run(3)], [run(4), run(3)], false)).toEqual({
      fresh: [run(5)],
      all: false,
    });
    expect(freshOf([], [run(1)], true)).toEqual({ fresh: [], all: false });
    const head = Array.from({ length: 50 }, (_, index) => run(100 - index));
    expect(freshOf(head, [run(1)], false).all).toBe(true);
  });

  it("is also what began earlier and is found only now", () => {
    const head = [run(5), run(4), run(3), run(2)];

    expect(freshOf(head, [run(5), run(3)], false).fresh).toEqual([run(4)]);
    expect(freshOf(head, [run(5), run(3)], true).fresh).toEqual([run(4), run(2)]);
  });

  it("goes where it belongs", () => {
    const page = (...numbers: number[]) => ({ items: numbers.map((number) => run(number)), next: null });
    const pages = [page(9, 7), page(), page(5, 3)];
    const old = { pages, pageParams: [null, "a", "b"] };

    const now = joined(old, [run(10), run(8), run(6), run(1)]);

    expect(now?.pages.map((each) => each.items)).toEqual([
      [run(10), run(9), run(8), run(7)],
      [],
      [run(6), run(5), run(3), run(1)],
    ]);
  });

  it("replaces rows and leaves other pages alone", () => {
    const pages = [
      { items: [run(4)], next: "a" },
      { items: [run(3)], next: null },
    ];
    const after = patched({ pages, pageParams: [null, "a"] }, [run(3, { status: "failed" })]);

    expect(after?.pages[0]).toBe(pages[0]);
    expect(after?.pages[1]?.items[0]?.status).toBe("failed");
  });
});

describe("the rows", () => {
  it("are few however many runs there are, and more are asked for only near the end", async () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
    serve({});
    const runs = Array.from({ length: 100_000 }, (_, index) => run(100_000 - index));
    const onEnd = vi.fn();
    const onChoose = vi.fn();
    const user = userEvent.setup();
    show(
      <main>
        <RunRows
          runs={runs}
          density="comfortable"
          chosen={new Set()}
          onChoose={onChoose}
          onChooseAll={() => undefined}
          onEnd={onEnd}
          onShown={() => undefined}
        />
      </main>,
    );

    expect(await screen.findByText("Invoice 100000")).toBeTruthy();
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    expect(onEnd).not.toHaveBeenCalled();
    await user.click(screen.getAllByRole("checkbox", { name: /Choose the run of Invoice/ })[1] as Element);
    expect(onChoose.mock.calls[0]?.slice(0, 2)).toEqual([runs[1], true]);
  });
});

describe("doing something with several", () => {
  it("asks once, sends one request for each and says what came of each", async () => {
    const user = userEvent.setup();
    const log = serve({
      "GET /api/company/v1/runs": () => json({ items: [], next: null }),
      "POST /api/company/v1/runs/run_000001/retry": () => json({ id: "run_000009", status: "queued" }),
      "POST /api/company/v1/runs/run_000002/retry": () =>
        problem(409, "The agent does not work just now", { detail: "It is retired." }),
    });
    const chosen = [run(1, { status: "failed" }), run(2, { status: "failed" }), run(3)];
    show(<BulkBar runs={chosen} filter={{}} onClear={() => undefined} />);

    await user.click(await screen.findByRole("button", { name: "Retry" }));
    const question = screen.getByRole("dialog", { name: "Retry 3 runs?" });
    expect(log.filter((asked) => asked.method === "POST")).toEqual([]);
    await user.click(within(question).getByRole("button", { name: "Retry" }));

    expect(await screen.findByText("It is retired.")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("3 of 3")).toBeTruthy());
    const opened = screen.getByRole("link", { name: "Open the new run" });
    expect(opened.getAttribute("href")).toBe("/runs/run_000009");
    expect(screen.getAllByText("Nothing to retry").length).toBeGreaterThan(0);
    expect(log.filter((asked) => asked.method === "POST")).toHaveLength(2);
  });

  it("offers to compare two of one workflow", async () => {
    serve({});
    show(<BulkBar runs={[run(2), run(1)]} filter={{}} onClear={() => undefined} />);

    const link = await screen.findByRole("link", { name: "Compare" });
    expect(link.getAttribute("href")).toContain("a=run_000001&b=run_000002");
  });

  it("does a few at a time, all of them, and stops when told to", async () => {
    const stop = new AbortController();
    let atOnce = 0;
    let most = 0;
    const done: number[] = [];
    const work = async (each: number) => {
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce -= 1;
      if (each === 6) stop.abort();
      return each;
    };

    await eachOf([1, 2, 3, 4, 5], 2, work, (each) => done.push(each));
    await eachOf([6, 7, 8, 9], 1, work, (each) => done.push(each), stop.signal);

    expect(most).toBe(2);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("the filter bar", () => {
  it("looks for words once typing pauses, and keeps a filter under a name", async () => {
    const user = userEvent.setup();
    const log = serve({
      "GET /api/company/v1/workflows": () => json({ items: [], next: null }),
      "GET /api/agents/v1/agents": () => json({ items: [], next: null }),
      "GET /api/company/v1/run-filters": () => json({ items: [], next: null }),
      "POST /api/company/v1/run-filters": () => json({ id: "flt_1" }, 201),
    });
    const onChange = vi.fn();
    show(<FilterBar search={{ status: "failed" }} onChange={onChange} onReplace={() => undefined} />);

    await user.type(await screen.findByRole("searchbox", { name: "Search runs" }), "kessler");
    await waitFor(() => expect(onChange).toHaveBeenCalledWith({ q: "kessler" }));
    await user.click(screen.getByRole("button", { name: "Saved filters" }));
    await user.click(screen.getByRole("button", { name: "Save this filter" }));
    await user.type(screen.getByLabelText(/Name/), "Failed ones");
    await user.click(screen.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(log.find((asked) => asked.method === "POST")?.body).toEqual({
        name: "Failed ones",
        shared: false,
        search: { status: "failed" },
      }),
    );
  });
});
