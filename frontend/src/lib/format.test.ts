import { afterEach, describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCost,
  formatPercent,
  formatSeconds,
  humanize,
  secondsBetween,
  setFormatLanguage,
} from "./format";

afterEach(() => setFormatLanguage("en"));

describe("money", () => {
  it("shows fractions of a cent and never hides a cost", () => {
    expect(formatCost(0)).toBe("$0.00");
    expect(formatCost(0.00024)).toBe("$0.00024");
    expect(formatCost(0.123)).toBe("$0.123");
    expect(formatCost(1234.5)).toBe("$1,234.50");
    expect(formatCost(null)).toBe("–");
  });

  it("is written as the language writes it", () => {
    setFormatLanguage("de");
    expect(formatCost(1234.5)).toMatch(/1\.234,50/);
  });
});

describe("times", () => {
  it("use the unit a person would use", () => {
    expect(formatSeconds(0.25)).toBe("250 ms");
    expect(formatSeconds(4.23)).toBe("4.2 s");
    expect(formatSeconds(75)).toBe("1 min 15 s");
    expect(formatSeconds(7_500)).toBe("2 h 5 min");
    expect(formatSeconds(4 * 86_400)).toBe("4 d");
    expect(formatSeconds(null)).toBe("–");
  });

  it("run on until the end is known and are never negative", () => {
    const now = Date.parse("2026-01-01T00:00:10Z");
    expect(secondsBetween("2026-01-01T00:00:00Z", null, now)).toBe(10);
    expect(secondsBetween("2026-01-01T00:00:00Z", "2026-01-01T00:00:04Z", now)).toBe(4);
    expect(secondsBetween("2026-01-01T00:01:00Z", null, now)).toBe(0);
    expect(secondsBetween(null, null, now)).toBeNull();
  });

  it("say how long ago, and the date when it is long ago", () => {
    const now = Date.parse("2026-01-20T12:00:00Z");
    expect(formatAgo("2026-01-20T11:57:00Z", now)).toBe("3 min. ago");
    expect(formatAgo("2026-01-19T11:00:00Z", now)).toBe("yesterday");
    expect(formatAgo("2025-12-01T11:00:00Z", now)).toContain("2025");
    expect(formatAgo(null, now)).toBe("–");
  });
});

describe("other words", () => {
  it("turns names of fields into words", () => {
    expect(humanize("invoice_number")).toBe("Invoice number");
    expect(humanize("dueDate")).toBe("Due date");
    expect(humanize("customer.vat_id")).toBe("Customer VAT ID");
  });

  it("shows rates and sizes", () => {
    expect(formatPercent(0.905)).toBe("91%");
    expect(formatPercent(null)).toBe("–");
    expect(formatBytes(900)).toBe("900 B");
    expect(formatBytes(20_480)).toBe("20 KB");
    expect(formatBytes(5 * 1024 * 1024)).toBe("5 MB");
  });
});
