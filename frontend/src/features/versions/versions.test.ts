import { describe, expect, it } from "vitest";
import type { WorkflowVersion } from "@/api/types";
import { curlFor, exampleInput } from "./call";
import { byDay, pairFor, pairOf } from "./which";

describe("what is compared", () => {
  it("is what the address asks for", () => {
    expect(pairOf({ from: 2, to: 5 }, 7)).toEqual({ from: 2, to: 5 });
    expect(pairOf({ to: 5 }, 7)).toEqual({ from: undefined, to: 5 });
    expect(pairOf({ from: 2 }, 7)).toEqual({ from: 2, to: "draft" });
  });

  it("is what publishing would change when nothing is asked for", () => {
    expect(pairOf({}, 7)).toEqual({ from: 7, to: "draft" });
    expect(pairOf({}, null)).toEqual({ from: undefined, to: "draft" });
  });

  it("is a version with the one before it when a row is opened", () => {
    expect(pairFor(5, 7)).toEqual({ from: 4, to: 5 });
    expect(pairFor(1, 7)).toEqual({ from: undefined, to: 1 });
    expect(pairFor("draft", 7)).toEqual({ from: 7, to: "draft" });
  });

  it("stands in the list by the day of publishing", () => {
    const at = (version: number, published_at: string) => ({ version, published_at }) as WorkflowVersion;

    const days = byDay([
      at(3, "2026-03-02T12:00:00Z"),
      at(2, "2026-03-01T12:30:00Z"),
      at(1, "2026-03-01T12:00:00Z"),
    ]);

    expect(days.map((day) => day.versions.map((each) => each.version))).toEqual([[3], [2, 1]]);
  });
});

describe("calling a version from a program", () => {
  it("gives an example of each input", () => {
    const schema = {
      type: "object",
      properties: {
        name: { type: "string" },
        limit: { type: "number", default: 1000 },
        kind: { enum: ["a", "b"] },
        sure: { type: ["boolean", "null"] },
        address: { type: "object", properties: { zip: { type: "integer" } } },
      },
    };

    expect(exampleInput(schema)).toEqual({
      name: "…",
      limit: 1000,
      kind: "a",
      sure: true,
      address: { zip: 1 },
    });
    expect(exampleInput(undefined)).toEqual({});
  });

  it("names the version and survives the shell's quotes", () => {
    const input = { type: "object", properties: { who: { default: "O'Neil" } } };

    const command = curlFor("https://x.example", "wfl_1", 3, { input, steps: [], edges: [] });

    expect(command).toContain("https://x.example/api/company/v1/workflows/wfl_1/runs");
    expect(command).toContain(`-d '{"input":{"who":"O'\\''Neil"},"version":3}'`);
  });
});
