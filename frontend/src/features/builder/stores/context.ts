/** Hands the open builder's store to its parts. */
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { BuilderState, BuilderStore } from "./store";

export const BuilderContext = createContext<BuilderStore | null>(null);

export function useBuilderStore(): BuilderStore {
  const store = useContext(BuilderContext);
  if (store === null) throw new Error("The builder's parts stand inside BuilderContext");
  return store;
}

export function useBuilder<T>(select: (state: BuilderState) => T): T {
  return useStore(useBuilderStore(), select);
}
