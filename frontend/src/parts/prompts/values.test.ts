import { describe, expect, it } from "vitest";
import { newVariable, type Variable } from "@/api/prompts";
import { asText, readValue, readValues, undeclared } from "./values";

const variable = (name: string, more: Partial<Variable> = {}): Variable => ({
  ...newVariable(name),
  ...more,
});

describe("values of a prompt", () => {
  it("are read by their types", () => {
    expect(readValue("number", " 1,5 ")).toEqual([1.5, null]);
    expect(readValue("number", "many")).toEqual([null, "number"]);
    expect(readValue("list", "a\n\n b ")).toEqual([["a", "b"], null]);
    expect(readValue("list", '[{"a": 1}]')).toEqual([[{ a: 1 }], null]);
    expect(readValue("list", "[1")).toEqual([null, "list"]);
    expect(readValue("object", "[1]")).toEqual([null, "object"]);
    expect(readValue("boolean", "false")).toEqual([false, null]);
    expect(readValue("text", "{{ a }}")).toEqual(["{{ a }}", null]);
  });

  it("are left to their defaults where nothing is typed, and missing where there is none", () => {
    const read = readValues(
      [variable("a"), variable("b", { default: "x" }), variable("c", { required: false }), variable("d")],
      { d: "yes" },
    );

    expect(read).toEqual({ values: { d: "yes" }, faults: { a: "missing" } });
  });

  it("look as they are typed", () => {
    expect(asText(["a", "b"])).toBe("a\nb");
    expect(asText([1])).toBe("[\n  1\n]");
    expect(asText(false)).toBe("false");
    expect(asText(null)).toBe("");
  });

  it("are asked for where a text names what nobody declared", () => {
    const text =
      "{{ who.name }} {% for line in lines %}{{ line }}{{ forloop.index }}{% endfor %}{% if urgent %}{{ known }}{% endif %}";

    expect(undeclared([text], ["known"])).toEqual(["who", "lines", "urgent"]);
  });
});
