import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { restoreSession } from "@/api/session";
import { App } from "@/app/app";
import { preferredLanguage, startTexts } from "@/locales/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root element");

void restoreSession();
await startTexts(preferredLanguage(localStorage.getItem("language"), navigator.languages));
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
