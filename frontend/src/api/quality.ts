/** Test benches of knowledge bases: questions, tests, opinions, and what could not be answered. */
import { useQuery } from "@tanstack/react-query";
import { api, data } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type BenchCase = Shapes["KnowledgeCase"];
export type CaseInput = Shapes["KnowledgeCaseBody"];
export type Expected = Shapes["ExpectedPassage"];
export type Trial = Shapes["KnowledgeTrial"];
export type TrialDetail = Shapes["KnowledgeTrialDetail"];
export type CaseResult = Shapes["KnowledgeCaseResult"];
export type QuestionGroup = Shapes["QuestionGroup"];

const BASE = "/api/agents/v1/knowledge-bases/{base_id}";
const at = (base_id: string) => ({ path: { base_id } });
const SOON = 1_000;
const keys = {
  cases: (id: string) => ["quality", id, "cases"] as const,
  trials: (id: string) => ["quality", id, "trials"] as const,
  unanswered: (id: string) => ["quality", id, "unanswered"] as const,
};

export function useCases(id: string) {
  return useQuery({
    queryKey: keys.cases(id),
    queryFn: ({ signal }) =>
      data(api.GET(`${BASE}/cases`, { params: { ...at(id), query: { limit: 200 } }, signal })),
  });
}

export function useTrials(id: string) {
  return useQuery({
    queryKey: keys.trials(id),
    queryFn: ({ signal }) =>
      data(api.GET(`${BASE}/trials`, { params: { ...at(id), query: { limit: 50 } }, signal })),
    refetchInterval: (query) =>
      query.state.data?.items.some((each) => each.state === "running") ? SOON : false,
  });
}

/** One test with every question; it is asked for anew when it has got on. */
export function useTrial(id: string, trial: Trial | undefined) {
  return useQuery({
    enabled: trial !== undefined,
    queryKey: [...keys.trials(id), trial?.id, trial?.done, trial?.state],
    queryFn: ({ signal }) =>
      data(
        api.GET(`${BASE}/trials/{trial_id}`, {
          params: { path: { base_id: id, trial_id: trial?.id ?? "" } },
          signal,
        }),
      ),
  });
}

export function useUnanswered(id: string) {
  return useQuery({
    queryKey: keys.unanswered(id),
    queryFn: ({ signal }) => data(api.GET(`${BASE}/unanswered`, { params: at(id), signal })),
  });
}

/** Adds a question, or changes the one of this id. */
export function useSaveCase(id: string) {
  return useChange([keys.cases(id)], ({ caseId, body }: { caseId: string | null; body: CaseInput }) =>
    caseId
      ? data(api.PUT(`${BASE}/cases/{case_id}`, { params: { path: { base_id: id, case_id: caseId } }, body }))
      : data(api.POST(`${BASE}/cases`, { params: at(id), body })),
  );
}

export function useDeleteCase(id: string) {
  return useChange([keys.cases(id)], (caseId: string) =>
    data(api.DELETE(`${BASE}/cases/{case_id}`, { params: { path: { base_id: id, case_id: caseId } } })),
  );
}

export function useMakeCases(id: string) {
  return useChange([keys.cases(id)], (language: "en" | "de") =>
    data(api.POST(`${BASE}/cases/generate`, { params: at(id), body: { count: 10, language } })),
  );
}

export function useStartTrial(id: string) {
  return useChange([keys.trials(id)], (withAnswers: boolean) =>
    data(api.POST(`${BASE}/trials`, { params: at(id), body: { with_answers: withAnswers, note: "" } })),
  );
}

export function useStopTrial(id: string) {
  return useChange([keys.trials(id)], (trialId: string) =>
    data(
      api.POST(`${BASE}/trials/{trial_id}/stop`, { params: { path: { base_id: id, trial_id: trialId } } }),
    ),
  );
}

export function useDismiss(id: string) {
  return useChange([keys.unanswered(id)], (ids: string[]) =>
    data(api.POST(`${BASE}/unanswered/dismiss`, { params: at(id), body: { ids } })),
  );
}

export function useAnswerFeedback(id: string) {
  return useChange([keys.cases(id)], (body: Shapes["AnswerFeedback"]) =>
    data(api.POST(`${BASE}/feedback`, { params: at(id), body })),
  );
}
