/** Languages: English and German. Each namespace (locales/<language>/<namespace>.json) is loaded when first used. */
import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { setFormatLanguage } from "@/lib/format";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

const files = import.meta.glob<{ default: Record<string, unknown> }>(["./en/*.json", "./de/*.json"]);

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, callback) => {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      callback(new Error(`No texts for ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (module) => callback(null, module.default),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  const wanted = [stored ?? "", ...browser].map((tag) => tag.slice(0, 2).toLowerCase());
  return (
    languages.find((language) => language === wanted.find((w) => languages.some((l) => l === w))) ?? "en"
  );
}

export async function startTexts(language: Language): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: "en",
      ns: ["ui", "app"],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
  applyLanguage(language);
  i18next.on("languageChanged", applyLanguage);
}

function applyLanguage(language: string): void {
  setFormatLanguage(language);
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem("language", language);
  await i18next.changeLanguage(language);
}
