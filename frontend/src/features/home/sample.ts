/** The sample company: made on the server, then one run per invoice. Goes on while the person looks at other pages. */
import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { leaveStale } from "@/api/keys";
import { startRun } from "@/api/runs";
import type { Demo, Graph, RunStatus } from "@/api/types";
import { fieldsOf } from "@/forms/schema";

export interface SampleFile {
  id: string;
  name: string;
  runId: string | null;
  error: unknown;
}

interface SampleState {
  phase: "idle" | "preparing" | "starting" | "started" | "failed";
  demo: Demo | null;
  files: SampleFile[];
  error: unknown;
}

const nothing: SampleState = { phase: "idle", demo: null, files: [], error: null };
export const useSample = create<SampleState>(() => nothing);

export function forgetSample(): void {
  useSample.setState(nothing);
}

/** The input that takes the invoice: the first file field of the workflow's input. */
export function fileInputOf(graph: Graph | undefined): string {
  return fieldsOf(graph?.input).find((f) => f.kind === "file")?.name ?? "document";
}

const AT_ONCE = 3;

async function startAll(demo: Demo, inputName: string): Promise<void> {
  const queue = [...demo.files];
  const note = (id: string, change: Partial<SampleFile>) =>
    useSample.setState((s) => ({ files: s.files.map((f) => (f.id === id ? { ...f, ...change } : f)) }));
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      try {
        const run = await startRun(demo.workflow_id, { [inputName]: file.id });
        note(file.id, { runId: run.id });
      } catch (error) {
        note(file.id, { error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

export async function runSample(
  prepare: () => Promise<Demo>,
  readGraph: (workflowId: string) => Promise<Graph | undefined>,
  cache: QueryClient,
): Promise<void> {
  const { phase } = useSample.getState();
  if (phase === "preparing" || phase === "starting") return;
  useSample.setState({ ...nothing, phase: "preparing" });
  try {
    const demo = await prepare();
    const inputName = fileInputOf(await readGraph(demo.workflow_id));
    const files = demo.files.map((f) => ({ ...f, runId: null, error: null }));
    useSample.setState({ phase: "starting", demo, files });
    await startAll(demo, inputName);
    useSample.setState({ phase: "started" });
    await leaveStale(cache, ["runs", "agents", "workflows", "approvals"]);
  } catch (error) {
    useSample.setState({ phase: "failed", error });
  }
}

export interface SampleProgress {
  total: number;
  started: number;
  ended: number;
  waiting: number;
  failed: number;
  refused: number;
}

export function progressOf(
  files: readonly SampleFile[],
  statusOf: (runId: string) => RunStatus | undefined,
): SampleProgress {
  const progress: SampleProgress = {
    total: files.length,
    started: 0,
    ended: 0,
    waiting: 0,
    failed: 0,
    refused: 0,
  };
  for (const file of files) {
    if (file.error !== null) progress.refused += 1;
    if (!file.runId) continue;
    progress.started += 1;
    const status = statusOf(file.runId);
    if (status === "waiting") progress.waiting += 1;
    if (status === "failed") progress.failed += 1;
    if (status === "succeeded" || status === "failed" || status === "cancelled") progress.ended += 1;
  }
  return progress;
}
