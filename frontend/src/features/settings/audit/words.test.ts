import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditEntry } from "@/api/audit";
import de from "@/locales/de/audit.json";
import en from "@/locales/en/audit.json";
import { filterOf } from "./section";
import { fieldName, sentence, valueText } from "./words";

const entry: AuditEntry = {
  seq: 1,
  id: "evt_1",
  at: "2026-11-30T12:00:00.000000Z",
  action: "company.publish_workflow",
  actor: "person",
  actor_id: "usr_1",
  actor_name: "Ana",
  session_id: "",
  key_id: "",
  address: "",
  user_agent: "",
  request_id: "",
  resource: "wfl_1",
  resource_name: "Invoice approval",
  changes: [
    { table: "workflow_versions", row: "wfl_1/4", values: { version: [null, 4] }, hidden: [], more: 0 },
  ],
};
const texts = i18next.createInstance();

beforeAll(() =>
  texts.init({
    lng: "en",
    resources: { en: { audit: en }, de: { audit: de } },
    interpolation: { escapeValue: false },
  }),
);

describe("an entry of the audit log", () => {
  it("is a sentence in both languages", () => {
    expect(sentence(entry, texts.getFixedT("en", "audit"))).toBe(
      "Ana published “Invoice approval”, version 4",
    );
    expect(sentence(entry, texts.getFixedT("de", "audit"))).toBe(
      "Ana hat “Invoice approval”, Version 4, veröffentlicht",
    );
  });

  it("is told plainly where there are no words for it", () => {
    const unknown = { ...entry, action: "company.invent_wheel", actor_name: "" };
    expect(sentence(unknown, texts.getFixedT("en", "audit"))).toBe("usr_1: Invent wheel");
  });

  it("shows fields and values as people read them", () => {
    expect(fieldName("graph/steps/kind/max_tokens")).toBe("graph › steps › kind › max tokens");
    expect([null, "", 0, false, ["a"]].map(valueText)).toEqual(["–", "–", "0", "false", '["a"]']);
  });

  it("is sought in days that are both included", () => {
    const filter = filterOf({ q: " x ", actor: "", service: "ai", since: "2026-11-01", until: "2026-11-30" });
    expect(filter.q).toBe("x");
    expect(filter.action).toBe("ai.*");
    expect(filter.until).toBe(new Date("2026-12-01T00:00:00").toISOString());
  });
});
