/** Several models asked at once: each with its text as it comes, what it took, and a way to stop it. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type Facts, streamCompletion } from "@/api/completions";

export interface AnswerState {
  status: "idle" | "running" | "done" | "stopped" | "failed";
  text: string;
  facts: Partial<Facts>;
  error: unknown;
  /** The kept version that it counts for. */
  madeBy: { name: string; version: number } | null;
}

export const idle: AnswerState = { status: "idle", text: "", facts: {}, error: null, madeBy: null };

export function useAnswers(count: number) {
  const [answers, setAnswers] = useState<Record<number, AnswerState>>({});
  const running = useRef(new Map<number, AbortController>());
  const change = useCallback(
    (column: number, with_: (state: AnswerState) => AnswerState) =>
      setAnswers((all) => ({ ...all, [column]: with_(all[column] ?? idle) })),
    [],
  );
  const ask = useCallback(
    async (column: number, body: object, madeBy: AnswerState["madeBy"]) => {
      running.current.get(column)?.abort();
      const controller = new AbortController();
      running.current.set(column, controller);
      const ours = () => running.current.get(column) === controller;
      change(column, () => ({ ...idle, status: "running", madeBy }));
      try {
        await streamCompletion(body, {
          signal: controller.signal,
          onText: (text) => ours() && change(column, (old) => ({ ...old, text: old.text + text })),
          onFacts: (facts) =>
            ours() && change(column, (old) => ({ ...old, facts: { ...old.facts, ...facts } })),
        });
        if (ours()) change(column, (old) => ({ ...old, status: "done" }));
      } catch (error) {
        if (!ours()) return;
        if (controller.signal.aborted) change(column, (old) => ({ ...old, status: "stopped" }));
        else change(column, (old) => ({ ...old, status: "failed", error }));
      }
    },
    [change],
  );
  const stop = useCallback((column: number) => running.current.get(column)?.abort(), []);
  useEffect(() => {
    const open = running.current;
    return () => {
      for (const each of open.values()) each.abort();
      open.clear();
    };
  }, []);
  const shown = Array.from({ length: count }, (_, column) => answers[column] ?? idle);
  return { answers: shown, ask, stop };
}
