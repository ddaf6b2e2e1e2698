import { describe, expect, it } from "vitest";
import { preferredLanguage } from "./i18n";

describe("the language", () => {
  it("is the chosen one, else the browser's first that we speak, else English", () => {
    expect(preferredLanguage("de", ["en-GB"])).toBe("de");
    expect(preferredLanguage(null, ["fr-FR", "de-AT", "en"])).toBe("de");
    expect(preferredLanguage("xx", ["fr-FR"])).toBe("en");
  });
});
