import { describe, expect, it } from "vitest";
import type { InputSchema } from "./graph";
import { filled, samplesOf, summary, withoutSample, withSample } from "./samples";

const input: InputSchema = {
  type: "object",
  properties: { name: { type: "string", default: "Bo" }, count: { type: "number" } },
  required: ["name"],
};

describe("samples", () => {
  it("stand with the input, the newest first and none twice", () => {
    const two = withSample(withSample(input, { name: "Ana" }), { name: "Cleo" });

    const again = withSample(two, { name: "Ana" });

    expect(samplesOf(again)).toEqual([{ name: "Ana" }, { name: "Cleo" }]);
    expect(withoutSample(withoutSample(again, { name: "Ana" }), { name: "Cleo" })).toEqual(input);
  });

  it("fill a form, and leave what they lack", () => {
    const { properties } = filled(input, { name: "Ana", other: 1 });

    expect(properties).toEqual({ name: { type: "string", default: "Ana" }, count: { type: "number" } });
    expect(filled(input, null)).toBe(input);
  });

  it("are told apart by their first values", () => {
    expect(summary({ name: "Ana", note: null, lines: [1] })).toBe("Ana · [1]");
    expect(summary("x")).toBe("");
  });
});
