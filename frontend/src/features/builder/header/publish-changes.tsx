/** What publishing would change against the live version: in numbers, as a list, and where to see it side by side. */
import { Link } from "@tanstack/react-router";
import { Columns2 } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Graph as ApiGraph, StepType as ApiStepType } from "@/api/types";
import { useWorkflowVersion } from "@/api/workflows";
import { ChangeList } from "@/parts/changes/change-list";
import { compare } from "@/parts/changes/compare";
import { ErrorPanel } from "@/ui/error-panel";
import { SkeletonRows } from "@/ui/skeleton";
import type { Catalogue } from "../model/step-types";
import { useBuilder } from "../stores/context";

export function PublishChanges({ liveVersion }: { liveVersion: number }) {
  const { t } = useTranslation("versions");
  const workflowId = useBuilder((s) => s.workflowId);
  const graph = useBuilder((s) => s.document.graph) as unknown as ApiGraph;
  const types = useApiTypes();
  const live = useWorkflowVersion(workflowId, liveVersion);
  const published = live.data?.graph;
  const comparison = useMemo(
    () => (published ? compare(published, withoutPins(graph)) : null),
    [published, graph],
  );
  if (live.error) return <ErrorPanel compact error={live.error} onRetry={() => void live.refetch()} />;
  if (!published || !comparison) return <SkeletonRows />;
  return (
    <section aria-labelledby="publish-changes" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 id="publish-changes" className="text-ui font-semibold">
          {t("publish.title", { version: liveVersion })}
        </h3>
        <Link
          to="/workflows/$id/versions"
          params={{ id: workflowId }}
          search={{ from: liveVersion, to: "draft" }}
          className="inline-flex min-h-6 items-center gap-1.5 text-ui font-medium text-accent hover:underline"
        >
          <Columns2 size={15} aria-hidden />
          {t("publish.full")}
        </Link>
      </div>
      {comparison.same ? (
        <p className="text-ui text-muted">{t("publish.nothing", { version: liveVersion })}</p>
      ) : (
        <div className="max-h-[38vh] overflow-y-auto pr-1">
          <ChangeList comparison={comparison} before={published} after={graph} types={types} />
        </div>
      )}
    </section>
  );
}

/** A published version holds no pinned answers, so they are no change. */
function withoutPins(graph: ApiGraph): ApiGraph {
  return { ...graph, steps: graph.steps.map(({ pinned: _, ...step }) => step as ApiGraph["steps"][number]) };
}

export function useApiTypes(): ReadonlyMap<string, ApiStepType> {
  return useBuilder((s) => s.types as Catalogue) as unknown as ReadonlyMap<string, ApiStepType>;
}
