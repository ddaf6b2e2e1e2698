/** Prompts: the list, one of them, a new one; and the playground. */
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy } from "react";
import { PromptsPage } from "./prompts-page";

const PromptPage = lazy(() => import("./prompt-page").then((page) => ({ default: page.PromptPage })));
const NewPromptPage = lazy(() => import("./new-page").then((page) => ({ default: page.NewPromptPage })));
const PlaygroundPage = lazy(() =>
  import("./playground/page").then((page) => ({ default: page.PlaygroundPage })),
);

export function PromptsRoute() {
  const { name } = useParams({ from: "/app/prompts/{-$name}" });
  const { tab } = useSearch({ from: "/app/prompts/{-$name}" });
  if (tab === "try") return <PlaygroundPage />;
  if (name !== undefined) return <PromptPage key={name} name={name} />;
  return tab === "new" ? <NewPromptPage /> : <PromptsPage />;
}
