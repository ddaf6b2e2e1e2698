/** Keeps the list of problems true: at once by our own rules, a little later by the server's. */
import type { GraphProblem } from "@/api/types";
import type { Graph } from "../model/graph";
import { mergeProblems, type Problem, validate } from "../model/validate";
import type { BuilderStore } from "./store";

interface ValidationOptions {
  store: BuilderStore;
  ask: (graph: Graph) => Promise<{ problems: GraphProblem[] }>;
  quick?: number;
  slow?: number;
}

export function startValidation({ store, ask, quick = 120, slow = 900 }: ValidationOptions): () => void {
  let server: Problem[] = [];
  let quickTimer: ReturnType<typeof setTimeout> | undefined;
  let slowTimer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const show = () => {
    const { document, types, set } = store.getState();
    set({ problems: mergeProblems(validate(document.graph, types), server) });
  };
  const askServer = async () => {
    const { graph } = store.getState().document;
    try {
      const answer = await ask(graph);
      if (stopped || store.getState().document.graph !== graph) return;
      server = answer.problems.map((each) => ({ ...each, source: "server" as const }));
      show();
    } catch {
      // Without the server our own rules stand; publishing asks again.
    }
  };
  const plan = () => {
    clearTimeout(quickTimer);
    clearTimeout(slowTimer);
    quickTimer = setTimeout(() => {
      server = stillStanding(server, store.getState().document.graph);
      show();
    }, quick);
    slowTimer = setTimeout(() => void askServer(), slow);
  };
  show();
  void askServer();
  const stop = store.subscribe((state, before) => {
    if (state.document.graph !== before.document.graph) plan();
  });
  return () => {
    stopped = true;
    stop();
    clearTimeout(quickTimer);
    clearTimeout(slowTimer);
  };
}

/** Until the server has answered again, what it said about steps that are gone is dropped. */
function stillStanding(problems: readonly Problem[], graph: Graph): Problem[] {
  const ids = new Set(graph.steps.map((step) => step.id));
  return problems.filter((each) => each.step === null || ids.has(each.step));
}
