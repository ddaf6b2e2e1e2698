import "../src/styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { preferredLanguage, startTexts } from "@/locales/i18n";
import { Gallery } from "./gallery";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element");

await startTexts(preferredLanguage(null, navigator.languages));
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
