/** What ids inside shown data stand for; the shell provides it, so that the kit itself asks no server. */
import { createContext } from "react";

export const FILE_ID = /^file_[0-9a-f]{32}$/;

export interface KnownIds {
  openFile: (id: string) => void;
  /** Hooks: a name, or null while it is not known. */
  useFileName: (id: string) => string | null;
  usePersonName: (id: string) => string | null;
}

const unknown = () => null;

export const KnownIds = createContext<KnownIds>({
  openFile: unknown,
  useFileName: unknown,
  usePersonName: unknown,
});
