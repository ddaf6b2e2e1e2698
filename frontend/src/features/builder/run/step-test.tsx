/** Tests a step of the draft: saves, finds out on what, warns of what would really act, asks for input where nothing is known, begins. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { runKeys } from "@/api/runs";
import { allRunSteps, type DraftRun, type KnownData, knownQuery, useTryDraft } from "@/api/testing";
import type { Run } from "@/api/types";
import { ApiProblem } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { nameOf } from "../commands/actions";
import { aroundOf } from "../model/containers";
import type { Step } from "../model/graph";
import { feeding, leadingTo, reallyActing, runToTestOn, type TestKind } from "../model/testing";
import { useBuilder, useBuilderStore } from "../stores/context";
import { RunContext, type RunState } from "../stores/run-store";
import type { BuilderState } from "../stores/store";
import { ActingSteps } from "./acting-steps";
import { TestRunDialog } from "./test-run";

interface StepTestProps {
  id: string;
  kind: TestKind;
  flush: () => Promise<boolean>;
  onStarted: (runId: string) => void;
  onClose: () => void;
}

interface Prepared {
  body: DraftRun;
  acting: Step[];
  /** Nothing is known that the workflow could begin with. */
  needsInput: boolean;
}

type Stage = { at: "looking" } | { at: "input" } | { at: "warning"; prepared: Prepared };

export function StepTest({ id, kind, flush, onStarted, onClose }: StepTestProps) {
  const { t } = useTranslation("testing");
  const store = useBuilderStore();
  const runStore = useContext(RunContext);
  const workflowId = useBuilder((s) => s.workflowId);
  const cache = useQueryClient();
  const fail = useProblemToast();
  const start = useTryDraft(workflowId);
  const [stage, setStage] = useState<Stage>({ at: "looking" });
  const begun = useRef(false);

  const begin = async ({ body }: Prepared) => {
    try {
      onStarted((await start.mutateAsync(body)).id);
    } catch (error) {
      if (isAboutInput(error)) setStage({ at: "input" });
      else {
        fail(error);
        onClose();
      }
    }
  };
  const look = async () => {
    try {
      if (!(await flush())) throw new Error(t("notSaved"));
      const known = await cache.fetchQuery(knownQuery(workflowId));
      const prepared = await prepare(
        store.getState(),
        known,
        { id, kind },
        runStore?.getState() ?? null,
        cache,
      );
      if (prepared.needsInput) setStage({ at: "input" });
      else if (prepared.acting.length > 0) setStage({ at: "warning", prepared });
      else await begin(prepared);
    } catch (error) {
      fail(error);
      onClose();
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks once, when it was asked for
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void look();
  }, []);

  if (stage.at === "input")
    return (
      <TestRunDialog
        open
        upTo={id}
        flush={flush}
        fromRun={null}
        onStarted={onStarted}
        onOpenChange={(open) => !open && onClose()}
      />
    );
  if (stage.at === "looking") return null;
  const { prepared } = stage;
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("warning.title")}
      description={t("warning.text", { name: nameOf(store.getState(), id) })}
      footer={
        <>
          <Button onClick={onClose}>{t("warning.cancel")}</Button>
          <Button kind="primary" busy={start.isPending} onClick={() => void begin(prepared)}>
            {t("warning.go")}
          </Button>
        </>
      }
    >
      <ActingSteps steps={prepared.acting} />
    </Dialog>
  );
}

function isAboutInput(error: unknown): boolean {
  return error instanceof ApiProblem && error.fields.some((each) => each.pointer.startsWith("/input"));
}

async function prepare(
  state: BuilderState,
  known: KnownData,
  { id, kind }: { id: string; kind: TestKind },
  shown: RunState | null,
  cache: QueryClient,
): Promise<Prepared> {
  const { graph } = state.document;
  const from = kind === "step" ? testedOn(state, known, id, shown) : null;
  const answered = new Set<string>();
  if (from !== null) {
    const { items } = await allRunSteps(from);
    for (const each of items) if (each.status === "succeeded") answered.add(each.step_id);
    for (const each of [id, ...aroundOf(graph, id)]) answered.delete(each);
  }
  const input = from === null ? (inputOf(shown, cache) ?? known.input) : {};
  return {
    body: { up_to: id, from_run: from, input: input ?? {} },
    acting: reallyActing(graph, leadingTo(graph, id), state.types, answered),
    needsInput:
      from === null &&
      (input === null || input === undefined) &&
      Object.keys(graph.input.properties).length > 0,
  };
}

function testedOn(state: BuilderState, known: KnownData, id: string, shown: RunState | null): string | null {
  const succeeded = known.steps.filter((each) => each.step.status === "succeeded");
  const has = [...(shown?.steps.values() ?? [])].filter((each) => each.status === "succeeded");
  return runToTestOn(
    feeding(state.document.graph, id),
    succeeded.map((each) => ({ runId: each.run_id, stepId: each.step.step_id })),
    shown?.runId ? { runId: shown.runId, has: new Set(has.map((each) => each.step_id)) } : null,
  );
}

function inputOf(shown: RunState | null, cache: QueryClient): unknown {
  return shown?.runId ? cache.getQueryData<Run>(runKeys.one(shown.runId))?.input : null;
}
