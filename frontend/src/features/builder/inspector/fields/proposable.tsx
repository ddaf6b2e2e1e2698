/** What the editors of a step's settings propose, and the words for it. */
import type { TFunction } from "i18next";
import { type RefObject, useEffect, useRef } from "react";
import type { Known } from "../../model/completion";
import { variablesFor } from "../../model/outputs";
import { useBuilderStore } from "../../stores/context";
import { useSources } from "../use-known";
import { useEachRound } from "./each-round";
import type { Words } from "./proposals";

export interface ProposableProps {
  stepId: string | null;
  ask: Ask;
  /** More is known than when it was asked. */
  onNews?: (() => void) | undefined;
}

export type Ask = RefObject<(() => Known) | null>;

/** Stands beside a field in use: only there is what is known kept at hand, and worked out when somebody asks. */
export function Proposable({ stepId, ask, onNews }: ProposableProps): null {
  const store = useBuilderStore();
  const sources = useSources();
  const eachRound = useEachRound();
  ask.current = () => {
    const { document, types } = store.getState();
    return { groups: variablesFor(document.graph, stepId, types, eachRound), sources };
  };
  const tell = useRef(onNews);
  tell.current = onNews;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the news
  useEffect(() => tell.current?.(), [sources]);
  return null;
}

export const nothingKnown: Known = {
  groups: [],
  sources: { input: null, outputs: new Map(), lists: new Map() },
};

export function wordsOf(t: TFunction<"expressions">): Words {
  return {
    list: t("list"),
    group: (group) => {
      if (group === "run" || group === "functions") return t(`section.${group}`);
      if (group.step === null) return t("section.input");
      return group.round ? t("section.round", { name: group.name }) : group.name;
    },
    detail: ({ kind, detail }) => (kind === "value" ? detail : t(detail)),
  };
}
