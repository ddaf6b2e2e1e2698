/** The workflow editor's route: hands the id from the address, and the step to open, to the builder, anew for each workflow. */
import { useParams, useSearch } from "@tanstack/react-router";
import { BuilderPage } from "@/features/builder";

export function BuilderRoute() {
  const { id } = useParams({ from: "/app/workflows/$id" });
  const { step } = useSearch({ from: "/app/workflows/$id" });
  return <BuilderPage key={id} workflowId={id} step={step ?? null} />;
}
