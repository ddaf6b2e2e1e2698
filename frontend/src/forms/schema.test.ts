import { describe, expect, it } from "vitest";
import { type FormField, faultsOf, fieldsOf, initialForm, parseNumber, valueOfForm } from "./schema";

const schema = {
  type: "object",
  required: ["invoice", "limit"],
  properties: {
    invoice: { type: "string", format: "file", title: "Invoice" },
    limit: { type: "number", minimum: 0, default: 1000 },
    priority: { type: "string", enum: ["normal", "very_urgent"] },
    due: { type: "string", format: "date" },
    is_test: { type: "boolean" },
    note: { type: "string", maxLength: 2000 },
    count: { type: ["integer", "null"], maximum: 5 },
    extra: { type: "object" },
  },
};

describe("fields of a schema", () => {
  const fields = fieldsOf(schema);
  const kind = (name: string) => fields.find((f) => f.name === name)?.kind;

  it("get the control that fits", () => {
    expect(fields.map((f) => f.kind)).toEqual([
      "file",
      "number",
      "choice",
      "date",
      "boolean",
      "long-text",
      "integer",
      "json",
    ]);
    expect(kind("count")).toBe("integer");
  });

  it("get a label in words, whether they must be filled, and their default", () => {
    expect(fields.find((f) => f.name === "is_test")?.label).toBe("Is test");
    expect(fields.filter((f) => f.required).map((f) => f.name)).toEqual(["invoice", "limit"]);
    expect(initialForm(fields)).toMatchObject({ invoice: "", limit: "1000", is_test: false });
  });

  it("are none for anything that is no object schema", () => {
    for (const nothing of [null, undefined, 3, {}, { properties: [] }, { type: "string" }])
      expect(fieldsOf(nothing)).toEqual([]);
  });
});

describe("what was typed", () => {
  const fields = fieldsOf(schema);

  it("is refused where it does not fit", () => {
    const form = { ...initialForm(fields), limit: "-3", count: "6", extra: "{oops" };

    expect(faultsOf(fields, form)).toEqual({
      invoice: "required",
      limit: "minimum",
      count: "maximum",
      extra: "json",
    });
  });

  it("becomes a value with the right types; what is empty is left out", () => {
    const form = {
      ...initialForm(fields),
      invoice: "file_1",
      limit: "1250,50",
      count: "3",
      extra: '{"a":1}',
      is_test: true,
    };

    expect(valueOfForm(fields, form)).toEqual({
      invoice: "file_1",
      limit: 1250.5,
      count: 3,
      extra: { a: 1 },
      is_test: true,
    });
  });

  it("may use a comma or a point in numbers", () => {
    expect(parseNumber("1,5")).toBe(1.5);
    expect(parseNumber("1.5")).toBe(1.5);
    expect(parseNumber("1 000")).toBe(1000);
    expect(parseNumber("x")).toBeNaN();
  });

  it("round trips: a default that is not touched is sent as it was", () => {
    const one: FormField[] = fieldsOf({
      properties: { n: { type: "integer", default: 4 }, s: { type: "string", default: "a" } },
    });

    expect(valueOfForm(one, initialForm(one))).toEqual({ n: 4, s: "a" });
  });
});
