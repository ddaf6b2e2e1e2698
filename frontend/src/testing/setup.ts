/** Runs before each test file: texts are loaded, the page is emptied after each test. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startTexts } from "@/locales/i18n";

/** No test reaches the network: what a test wants answered it serves itself (`serve`). */
globalThis.fetch = () => Promise.reject(new TypeError("No network in tests"));

// Texts of a page load when it is first shown; a busy machine may take its time over that.
configure({ asyncUtilTimeout: 20_000 });

beforeAll(async () => {
  await startTexts("en");
});

afterEach(() => {
  cleanup();
  localStorage.clear();
});
