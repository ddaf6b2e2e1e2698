/** What can be done with a version, handed to the list and to the comparison alike. */
import type { TextFormat } from "@/api/exchange";
import type { Pair } from "./which";

export type Question = "restore" | "publishAgain" | "call";

export interface Actions {
  mayWrite: boolean;
  mayPublish: boolean;
  look: (pair: Pair) => void;
  /** Opens the dialog that explains and asks. */
  ask: (question: Question, version?: number) => void;
  save: (format: TextFormat, version: number | null) => void;
}
