/** Light, dark or as the system says; remembered on this device. `public/theme.js` applies it before the first paint. */
import { create } from "zustand";

export type ThemeChoice = "light" | "dark" | "system";

const KEY = "theme";
const systemDark = () => matchMedia("(prefers-color-scheme: dark)");

function stored(): ThemeChoice {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

function shown(choice: ThemeChoice): "light" | "dark" {
  if (choice !== "system") return choice;
  return systemDark().matches ? "dark" : "light";
}

interface ThemeState {
  choice: ThemeChoice;
  shown: "light" | "dark";
}

const useTheme = create<ThemeState>(() => ({ choice: stored(), shown: shown(stored()) }));

function apply(choice: ThemeChoice): void {
  const next = shown(choice);
  document.documentElement.dataset.theme = next;
  useTheme.setState({ choice, shown: next });
}

systemDark().addEventListener("change", () => apply(useTheme.getState().choice));

export function setTheme(choice: ThemeChoice): void {
  if (choice === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  apply(choice);
}

export const useThemeChoice = (): ThemeChoice => useTheme((s) => s.choice);
export const useShownTheme = (): "light" | "dark" => useTheme((s) => s.shown);
