/** What the drawn steps, wires, notes and groups of a comparison know: how each is marked. */
import { createContext } from "react";
import type { ChangeKind } from "@/parts/changes/compare";

export interface Marks {
  steps: ReadonlyMap<string, ChangeKind>;
  edges: ReadonlyMap<string, ChangeKind>;
  /** Of notes and groups. */
  marks: ReadonlyMap<string, ChangeKind>;
}

export const MarksContext = createContext<Marks>({ steps: new Map(), edges: new Map(), marks: new Map() });
