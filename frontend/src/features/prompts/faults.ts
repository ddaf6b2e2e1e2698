/** What the server says is wrong with a prompt, by place. */
import { ApiProblem, fieldErrors } from "@/lib/problem";

export function faultsOf(error: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldErrors(error)).map(([place, message]) => [place.replace(/^content\./, ""), message]),
  );
}

/** The same problem in its sentences alone: they name the places as people call them, and each place is marked. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof ApiProblem) || !error.detail) return error;
  const { status, type, title, detail, requestId } = error;
  return new ApiProblem({ status, type, title, detail, request_id: requestId });
}
