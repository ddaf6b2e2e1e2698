/** The route of a workflow's versions: hands the id to the page, and the builder's drawing for what is compared. */
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { VersionsPage } from "@/features/versions";

const Canvases = lazy(() =>
  import("@/features/builder/compare/canvases").then((module) => ({ default: module.Canvases })),
);

export function VersionsRoute() {
  const { id } = useParams({ from: "/app/workflows/$id/versions" });
  return <VersionsPage key={id} workflowId={id} Canvases={Canvases} />;
}
