/** Whether the setting that is being edited is worked out at the end of each round of its container, and so sees what is inside. */
import { createContext, useContext } from "react";

export const EachRound = createContext(false);

export function useEachRound(): boolean {
  return useContext(EachRound);
}
