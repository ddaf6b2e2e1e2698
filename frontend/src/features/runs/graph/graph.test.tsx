import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { JournalEntry, Run } from "@/api/types";
import { besides, idOf, momentAfter, roundOf } from "@/parts/run-moment";
import { json, serve } from "@/testing/server";
import { show } from "@/testing/show";
import GraphView from "./graph-view";
import { boxesOf, layersOf, readRunGraph } from "./model";
import { takenOf } from "./replay";

const raw = {
  steps: [
    { id: "read", type: "ai.extract", name: "Read it" },
    { id: "each", type: "for_each", name: "Each line" },
    { id: "send", type: "notify", name: "Send it", in: "each" },
    { id: "stop", type: "stop", name: "Stop" },
  ],
  edges: [
    { from: "read", to: "each" },
    { from: "read", port: "error", to: "stop" },
  ],
};

const entry = (seq: number, kind: string, step: string | null, port: string | null = null): JournalEntry => ({
  seq,
  at: "2026-01-01T10:00:00Z",
  kind,
  step,
  attempt: 1,
  port,
});

const journal = [
  entry(1, "run.started", null),
  entry(2, "step.started", "read"),
  entry(3, "step.succeeded", "read", "success"),
  entry(4, "step.started", "each"),
  entry(5, "step.started", "each[0]/send"),
  entry(6, "step.started", "each[1]/send"),
  entry(7, "step.succeeded", "each[0]/send", "success"),
  entry(8, "step.failed", "each[1]/send", "error"),
  entry(9, "run.ended", null),
];

afterEach(() => vi.unstubAllGlobals());

describe("the journal", () => {
  it("says where every step stood at any moment", () => {
    expect(momentAfter(journal, 2).steps.get("read")?.status).toBe("running");
    expect(momentAfter(journal, 2).steps.get("each")).toBeUndefined();
    const middle = momentAfter(journal, 7).steps.get("send");
    expect(middle).toMatchObject({ status: "running", begun: 2, done: 1, failed: 0, key: "each[0]/send" });
    expect(momentAfter(journal, 9).steps.get("send")).toMatchObject({
      status: "failed",
      key: "each[1]/send",
    });
  });

  it("tells the instance of the same round, and which round that is", () => {
    const send = momentAfter(journal, 9).steps.get("send");
    if (!send) throw new Error("it was done");

    expect(send).toMatchObject({ status: "failed", begun: 2, done: 1, failed: 1 });
    expect(besides(send, "send", "each[0]/read")).toBe("each[0]/send");
    expect(besides(send, "send", "each[0]/inner[3]/read")).toBe("each[0]/send");
    expect(besides(send, "send", "each[5]/read")).toBeNull();
    expect([roundOf("each[0]/send"), roundOf("each[1]/inner[3]/send"), roundOf("send")]).toEqual([
      1,
      4,
      null,
    ]);
  });

  it("counts a try that is made again as waiting, not as failed", () => {
    const entries = [entry(1, "step.started", "read"), entry(2, "step.failed", "read")];

    expect(momentAfter(entries, 2).steps.get("read")?.status).toBe("waiting");
  });

  it("says which wires were gone along", () => {
    const graph = readRunGraph(raw);
    const moment = momentAfter(journal, 9);

    expect(graph.edges.map((edge) => takenOf(edge, moment))).toEqual([1, 0]);
    expect(graph.edges.map((edge) => takenOf(edge, momentAfter(journal, 2)))).toEqual([0, 0]);
  });

  it("knows a step by its key, in loops and out", () => {
    expect(["read", "each[2]/send", "pay~undo"].map(idOf)).toEqual(["read", "send", null]);
  });
});

describe("the picture", () => {
  it("puts steps behind each other and frames around what they hold", () => {
    const { boxes } = boxesOf(readRunGraph(raw));
    const box = (id: string) => boxes.find((each) => each.id === id) as (typeof boxes)[number];

    expect(box("read").x + box("read").width).toBeLessThan(box("each").x);
    expect(box("each").frame).toBe(true);
    expect(box("send").x).toBeGreaterThan(box("each").x);
    expect(box("send").x + box("send").width).toBeLessThan(box("each").x + box("each").width);
    expect(box("send").y + box("send").height).toBeLessThan(box("each").y + box("each").height);
  });

  it("shows the chosen round of a loop, and all of them together", async () => {
    serve({
      "GET /api/company/v1/runs/run_1/graph": () => json({ graph: raw }),
      "GET /api/company/v1/runs/run_1/journal": () => json({ items: journal, next: null }),
    });
    const run = { id: "run_1", status: "failed" } as Run;
    show(<GraphView run={run} steps={[]} selected="each[0]/send" onSelect={vi.fn()} />);

    const node = await screen.findByRole("button", { name: /Send it/ });
    expect(node.textContent).toContain("Round 1: Succeeded · 1 of 2 done, 1 failed");
  });

  it("comes to an end with circles and with nothing at all", () => {
    const graph = readRunGraph({
      steps: [{ id: "a" }, { id: "b" }],
      edges: [
        { from: "a", to: "b" },
        { from: "b", to: "a" },
      ],
    });

    expect(layersOf(graph.steps, graph.edges).size).toBe(2);
    expect(boxesOf(readRunGraph(null)).boxes).toEqual([]);
  });

  it("goes back to any moment by keyboard and opens a step", async () => {
    const user = userEvent.setup();
    serve({
      "GET /api/company/v1/runs/run_1/graph": () => json({ graph: raw }),
      "GET /api/company/v1/runs/run_1/journal": () => json({ items: journal, next: null }),
    });
    const onSelect = vi.fn();
    const run = { id: "run_1", status: "failed" } as Run;
    show(<GraphView run={run} steps={[]} selected="run" onSelect={onSelect} />);

    const slider = await screen.findByRole("slider", { name: "Moment of the run" });
    expect(slider.getAttribute("aria-valuetext")).toContain("9 of 9: The run ended");
    await user.click(screen.getByRole("button", { name: /Send it/ }));
    expect(onSelect).toHaveBeenCalledWith("each[1]/send");
    expect(screen.getByRole("button", { name: /Send it/ }).textContent).toContain("1 of 2 done, 1 failed");
    fireEvent.change(slider, { target: { value: "2" } });
    expect(screen.getByText(/Read it started/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /Send it/ }).disabled).toBe(true);
  });
});
