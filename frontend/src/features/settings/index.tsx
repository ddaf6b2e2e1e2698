/** The company's settings. */
export { SettingsPage } from "./settings-page";
