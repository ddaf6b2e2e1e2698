/** The workflow builder. Loads the draft and the step types, then opens them for editing. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "@/api/session";
import type {
  Graph as ApiGraph,
  StepType as ApiStepType,
  DraftHistory,
  EditedWorkflow,
  WorkflowDetail,
} from "@/api/types";
import {
  fetchDraft,
  saveDraft,
  useDraft,
  useStepTypes,
  useValidateWorkflow,
  useWorkflow,
  workflowKeys,
} from "@/api/workflows";
import { ApiProblem } from "@/lib/problem";
import { ErrorPanel } from "@/ui/error-panel";
import { useProblemToast } from "@/ui/problem-words";
import { Loading, Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { Builder } from "./builder";
import { withLayout } from "./commands/actions";
import { noHistory, readHistory } from "./model/edits";
import { type Graph, readGraph } from "./model/graph";
import { catalogue, type StepType } from "./model/step-types";
import { createAutosave, type Opened, type Remote, type Saved, type SaveFailure } from "./stores/autosave";
import { choicesOn } from "./stores/choices";
import { BuilderContext } from "./stores/context";
import { deviceShelf } from "./stores/device";
import { createRunStore, RunContext } from "./stores/run-store";
import { createBuilderStore } from "./stores/store";
import { startValidation } from "./stores/validation";

/** `step` is opened at once, if the draft still has it. */
export function BuilderPage({ workflowId, step = null }: { workflowId: string; step?: string | null }) {
  const mayWrite = useMay("workflow.write");
  const read = useWorkflow(workflowId, !mayWrite);
  const edited = useDraft(workflowId, mayWrite);
  const workflow = mayWrite ? edited : read;
  const types = useStepTypes();
  const error = workflow.error ?? types.error;
  // A draft kept from an earlier visit may be out of date: what is opened was read for this visit.
  if (workflow.data && workflow.isFetchedAfterMount && types.data)
    return <OpenBuilder key={workflowId} workflow={workflow.data} types={types.data.items} step={step} />;
  if (error) {
    return (
      <div className="p-6">
        <ErrorPanel error={error} onRetry={() => void Promise.all([workflow.refetch(), types.refetch()])} />
      </div>
    );
  }
  return <BuilderSkeleton />;
}

function BuilderSkeleton() {
  return (
    <Loading className="flex h-full flex-col">
      <div className="flex h-14 items-center gap-3 border-line border-b px-4">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="ml-auto h-8 w-24" />
        <Skeleton className="h-8 w-24" />
      </div>
      <div className="flex flex-1 items-center justify-center gap-16">
        <Skeleton className="h-16 w-56 rounded-card" />
        <Skeleton className="h-16 w-56 rounded-card" />
        <Skeleton className="h-16 w-56 rounded-card max-lg:hidden" />
      </div>
    </Loading>
  );
}

function savedFrom(workflow: WorkflowDetail): Saved {
  return { revision: workflow.draft_revision, graph: readGraph(workflow.draft.graph), name: workflow.name };
}

/** Who may only read has nothing to undo. */
function openedFrom(workflow: WorkflowDetail | EditedWorkflow): Opened {
  const kept: DraftHistory | null = "history" in workflow ? workflow.history : null;
  return { ...savedFrom(workflow), history: kept ? readHistory(kept) : noHistory };
}

function remoteOf(workflowId: string, cache: QueryClient): Remote {
  return {
    save: async ({ graph, ...rest }) => {
      const saved = await saveDraft(workflowId, { graph: graph as unknown as ApiGraph, ...rest });
      cache.setQueryData(workflowKeys.one(workflowId), saved);
      void cache.invalidateQueries({ queryKey: ["workflows", "list"] });
      return savedFrom(saved);
    },
    load: async () => openedFrom(await fetchDraft(workflowId)),
    failureOf,
  };
}

function failureOf(error: unknown): SaveFailure {
  const status = error instanceof ApiProblem ? error.status : 500;
  if (status === 409 || status === 412) return "conflict";
  return status === 0 || status === 429 || status >= 502 ? "offline" : "refused";
}

interface OpenProps {
  workflow: WorkflowDetail;
  types: readonly ApiStepType[];
  step: string | null;
}

function OpenBuilder({ workflow, types, step }: OpenProps) {
  const { t } = useTranslation("builder");
  const mayWrite = useMay("workflow.write");
  const check = useValidateWorkflow(workflow.id).mutateAsync;
  const fail = useProblemToast();
  const cache = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; later answers of the server come through saving
  const opened = useMemo(() => {
    const stepTypes = types as unknown as readonly StepType[];
    const read = openedFrom(workflow);
    const graph: Graph = withLayout(read.graph, catalogue(stepTypes));
    const saved: Opened = { ...read, graph };
    const store = createBuilderStore({
      workflowId: workflow.id,
      name: workflow.name,
      revision: saved.revision,
      graph,
      history: saved.history,
      types: stepTypes,
      readOnly: !mayWrite,
      choices: choicesOn(localStorage, useSession.getState().user?.id ?? ""),
    });
    if (step && graph.steps.some((each) => each.id === step)) store.getState().select([step], { open: true });
    const autosave = createAutosave({
      store,
      remote: remoteOf(workflow.id, cache),
      shelf: deviceShelf(localStorage),
      base: graph,
      onError: fail,
    });
    return { store, autosave, saved, runStore: createRunStore() };
  }, []);
  const { store, autosave, saved, runStore } = opened;

  useEffect(() => {
    const stopSaving = autosave.start();
    if (mayWrite && autosave.restore(saved) === "restored") toast.say(t("save.restored"));
    const stopChecking = startValidation({ store, ask: (now) => check(now as unknown as ApiGraph) });
    return () => {
      stopSaving();
      stopChecking();
    };
  }, [autosave, store, saved, check, mayWrite, t]);

  return (
    <BuilderContext value={store}>
      <RunContext value={runStore}>
        <ReactFlowProvider>
          <Builder autosave={autosave} runStore={runStore} initialLive={workflow.live_version} />
        </ReactFlowProvider>
      </RunContext>
    </BuilderContext>
  );
}
