/** What the server says is wrong with a prompt, by place. */
import { fieldErrors } from "@/lib/problem";

export function faultsOf(error: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldErrors(error)).map(([place, message]) => [place.replace(/^content\./, ""), message]),
  );
}
