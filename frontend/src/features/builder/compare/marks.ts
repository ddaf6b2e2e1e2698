/** What the drawn steps and wires of a comparison know: how each is marked. */
import { createContext } from "react";
import type { ChangeKind } from "@/parts/changes/compare";

export interface Marks {
  steps: ReadonlyMap<string, ChangeKind>;
  edges: ReadonlyMap<string, ChangeKind>;
}

export const MarksContext = createContext<Marks>({ steps: new Map(), edges: new Map() });
