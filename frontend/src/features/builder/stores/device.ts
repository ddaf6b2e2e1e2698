/** Unsaved changes kept on this device, so that a crash or a lost connection costs nothing. */
import type { LogItem } from "../model/edits";
import type { Graph } from "../model/graph";

export interface KeptDraft {
  revision: number;
  base: Graph;
  log: LogItem[];
  name?: string;
}

export interface Shelf {
  keep: (workflowId: string, draft: KeptDraft) => boolean;
  read: (workflowId: string) => KeptDraft | null;
  forget: (workflowId: string) => void;
}

const logKey = (workflowId: string) => `unsaved-draft:${workflowId}`;
const baseKey = (workflowId: string) => `unsaved-base:${workflowId}`;

/**
 * Storage may be full or forbidden: then nothing is kept and the screen must not say that it is. What the changes are based on is large
 * and is written once; the changes themselves are small and are written each time.
 */
export function deviceShelf(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): Shelf {
  let written: Graph | null = null;
  return {
    keep(workflowId, { base, ...changes }) {
      try {
        if (written !== base) storage.setItem(baseKey(workflowId), JSON.stringify(base));
        written = base;
        storage.setItem(logKey(workflowId), JSON.stringify(changes));
        return true;
      } catch {
        return false;
      }
    },
    read(workflowId) {
      try {
        const changes = JSON.parse(storage.getItem(logKey(workflowId)) ?? "null") as Omit<
          KeptDraft,
          "base"
        > | null;
        const base = JSON.parse(storage.getItem(baseKey(workflowId)) ?? "null") as Graph | null;
        return changes && base && Array.isArray(changes.log) && changes.log.every((item) => "act" in item)
          ? { ...changes, base }
          : null;
      } catch {
        return null;
      }
    },
    forget(workflowId) {
      try {
        written = null;
        storage.removeItem(logKey(workflowId));
        storage.removeItem(baseKey(workflowId));
      } catch {
        // Nothing was kept, so there is nothing to forget.
      }
    },
  };
}
