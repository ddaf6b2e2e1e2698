import { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { enter, leave } from "@/api/session";
import type { Agent, Graph, Run } from "@/api/types";
import { json, problem, serve, signedIn } from "@/testing/server";
import { byDay, totalsOf } from "./metrics";
import { fileInputOf, forgetSample, progressOf, runSample, useSample } from "./sample";

const agent = (metrics: Partial<Agent["metrics"]>) =>
  ({
    metrics: {
      runs: 0,
      succeeded: 0,
      failed: 0,
      waiting: 0,
      success_rate: null,
      mean_seconds: null,
      cost: 0,
      seconds_saved: 0,
      ...metrics,
    },
  }) as Agent;

describe("the company's figures", () => {
  it("weigh the mean time by how many runs ended", () => {
    const totals = totalsOf([
      agent({ runs: 4, succeeded: 3, failed: 1, mean_seconds: 2, cost: 0.5 }),
      agent({ runs: 12, succeeded: 12, mean_seconds: 10, cost: 0.25, seconds_saved: 60 }),
    ]);

    expect(totals).toMatchObject({
      runs: 16,
      succeeded: 15,
      failed: 1,
      cost: 0.75,
      secondsSaved: 60,
      meanSeconds: 8,
    });
    expect(totals.successRate).toBeCloseTo(15 / 16);
  });

  it("know nothing before anything ended", () => {
    expect(totalsOf([agent({})])).toMatchObject({ successRate: null, meanSeconds: null });
  });

  it("count runs by day, quiet days included", () => {
    const now = new Date(2026, 0, 3, 12);
    const at = (day: number, status: string) =>
      ({ created_at: new Date(2026, 0, day, 9).toISOString(), status }) as Run;

    const days = byDay([at(3, "succeeded"), at(3, "failed"), at(1, "waiting"), at(-20, "failed")], 3, now);

    expect(days.map((d) => [d.succeeded, d.failed, d.other])).toEqual([
      [0, 0, 1],
      [0, 0, 0],
      [1, 1, 0],
    ]);
  });
});

describe("the sample company", () => {
  const demo = {
    agent_id: "agt_1",
    workflow_id: "wfl_1",
    files: [1, 2, 3, 4, 5].map((n) => ({ id: `file_${n}`, name: `${n}.pdf` })),
  };
  const graph = {
    input: {
      type: "object",
      properties: { limit: { type: "number" }, invoice: { type: "string", format: "file" } },
    },
    steps: [],
    edges: [],
  } as Graph;

  afterEach(() => {
    forgetSample();
    leave();
    vi.unstubAllGlobals();
  });

  it("hands each file to the workflow's file input, once", async () => {
    enter(signedIn("token"));
    let count = 0;
    const log = serve({
      "POST /api/company/v1/workflows/wfl_1/runs": () =>
        json({ id: `run_${++count}`, status: "queued" }, 202),
    });

    await runSample(
      () => Promise.resolve(demo),
      () => Promise.resolve(graph),
      new QueryClient(),
    );

    const inputs = log.map((asked) => (asked.body as { input: { invoice: string } }).input.invoice);
    expect([...inputs].sort()).toEqual(demo.files.map((f) => f.id));
    expect(useSample.getState().phase).toBe("started");
    expect(useSample.getState().files.every((f) => f.runId)).toBe(true);
  });

  it("goes on with the others when one cannot start", async () => {
    enter(signedIn("token"));
    let count = 0;
    serve({
      "POST /api/company/v1/workflows/wfl_1/runs": () =>
        ++count === 2 ? problem(429, "Too many") : json({ id: `run_${count}`, status: "queued" }, 202),
    });

    await runSample(
      () => Promise.resolve(demo),
      () => Promise.resolve(graph),
      new QueryClient(),
    );

    const files = useSample.getState().files;
    expect(files.filter((f) => f.runId)).toHaveLength(4);
    expect(files.filter((f) => f.error !== null)).toHaveLength(1);
  });

  it("counts what ended, what waits and what failed", () => {
    const files = ["a", "b", "c", "d"].map((id) => ({
      id,
      name: id,
      runId: id === "d" ? null : id,
      error: id === "d" ? "no" : null,
    }));
    const statuses = { a: "succeeded", b: "waiting", c: "failed" } as const;

    const progress = progressOf(files, (id) => statuses[id as "a"]);

    expect(progress).toEqual({ total: 4, started: 3, ended: 2, waiting: 1, failed: 1, refused: 1 });
  });

  it("finds the file input by its format", () => {
    expect(fileInputOf(graph)).toBe("invoice");
    expect(fileInputOf(undefined)).toBe("document");
  });
});
