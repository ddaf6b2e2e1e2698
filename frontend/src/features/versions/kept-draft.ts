/** The draft from before a restore, kept on this device so that it can be brought back. */
import { useState } from "react";
import type { Graph } from "@/api/types";
import { isRecord } from "@/lib/problem";

export interface KeptDraft {
  graph: Graph;
  at: string;
}

const key = (workflowId: string) => `draft-before-restore:${workflowId}`;

function read(workflowId: string): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(workflowId)) ?? "null");
    return isRecord(kept) && isRecord(kept.graph) && typeof kept.at === "string"
      ? { graph: kept.graph as unknown as Graph, at: kept.at }
      : null;
  } catch {
    return null;
  }
}

/** Storage may be full or forbidden: then it is kept as long as the page is open. */
function write(workflowId: string, kept: KeptDraft | null): void {
  try {
    if (kept) localStorage.setItem(key(workflowId), JSON.stringify(kept));
    else localStorage.removeItem(key(workflowId));
  } catch {
    // What is on the screen stays true; only a reload would lose it.
  }
}

export function useKeptDraft(workflowId: string): [KeptDraft | null, (kept: KeptDraft | null) => void] {
  const [kept, setKept] = useState(() => read(workflowId));
  return [
    kept,
    (next) => {
      write(workflowId, next);
      setKept(next);
    },
  ];
}
