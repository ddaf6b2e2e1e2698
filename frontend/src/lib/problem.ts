/** Problems as the API sends them (RFC 9457), and the words people see for them. */

export interface FieldProblem {
  pointer: string;
  message: string;
}

export interface ProblemDocument {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  errors?: FieldProblem[];
  request_id?: string | null;
}

/** A request that did not succeed. `status` 0 means that no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | null;
  readonly retryAfter: number | null;

  constructor(document: ProblemDocument, retryAfter: number | null = null) {
    super(document.detail || document.title || `HTTP ${document.status ?? 0}`);
    this.name = "ApiProblem";
    this.status = document.status ?? 0;
    this.type = document.type ?? "about:blank";
    this.title = document.title ?? "";
    this.detail = document.detail ?? "";
    this.fields = document.errors ?? [];
    this.requestId = document.request_id ?? null;
    this.retryAfter = retryAfter;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isRecord)
    .map((e) => ({ pointer: text(e.pointer) ?? "", message: text(e.message) ?? "" }));
}

/** Reads any value as a problem document; what is missing stays missing. */
export function readProblem(value: unknown, status: number, headers?: Headers): ApiProblem {
  const body = isRecord(value) ? value : {};
  const document: ProblemDocument = { status: typeof body.status === "number" ? body.status : status };
  const type = text(body.type);
  const title = text(body.title);
  // The door to models refuses in the words of a vendor's API.
  const detail = text(body.detail) ?? (isRecord(body.error) ? text(body.error.message) : undefined);
  if (type) document.type = type;
  if (title) document.title = title;
  if (detail) document.detail = detail;
  document.errors = fieldProblems(body.errors);
  document.request_id = text(body.request_id) ?? headers?.get("x-request-id") ?? null;
  const after = Number(headers?.get("retry-after"));
  return new ApiProblem(document, Number.isFinite(after) && after > 0 ? after : null);
}

/** What a response that is no success says. */
export async function refusalOf(response: Response): Promise<ApiProblem> {
  return readProblem(await response.json().catch(() => null), response.status, response.headers);
}

/** The name of a form field from a JSON pointer: "/body/email" and "/email" are both "email". */
export function fieldOfPointer(pointer: string): string {
  const parts = pointer.split("/").filter(Boolean);
  const inner = parts[0] === "body" ? parts.slice(1) : parts;
  return inner.join(".");
}

export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(error.fields.map((f) => [fieldOfPointer(f.pointer), f.message]));
}

type Translate = (key: string, values: Record<string, unknown>) => string;

export interface ProblemWords {
  title: string;
  detail: string;
  advice: string;
  requestId: string | null;
  fields: readonly FieldProblem[];
}

const groups: ReadonlyArray<[test: (status: number) => boolean, key: string]> = [
  [(s) => s === 0, "offline"],
  [(s) => s === 401, "signedOut"],
  [(s) => s === 403, "forbidden"],
  [(s) => s === 404, "notFound"],
  [(s) => s === 409 || s === 412, "conflict"],
  [(s) => s === 413, "tooLarge"],
  [(s) => s === 422 || s === 400, "invalid"],
  [(s) => s === 429, "tooMany"],
  [(s) => s === 503 || s === 504 || s === 502, "unavailable"],
  [(s) => s >= 500, "server"],
];

/** What happened, why, and what to do about it: the server's own words first, ours where it has none. */
export function describeProblem(error: unknown, t: Translate): ProblemWords {
  if (!(error instanceof ApiProblem)) {
    const detail = error instanceof Error ? error.message : "";
    return {
      title: t("problem.unknown.title", {}),
      detail,
      advice: t("problem.unknown.advice", {}),
      requestId: null,
      fields: [],
    };
  }
  const key = groups.find(([test]) => test(error.status))?.[1] ?? "unknown";
  return {
    title: error.title || t(`problem.${key}.title`, {}),
    detail: error.detail === error.title ? "" : error.detail,
    // A refused log-in already says what to check.
    advice:
      key === "signedOut" && error.detail
        ? ""
        : t(`problem.${key}.advice`, { seconds: error.retryAfter ?? 60 }),
    requestId: error.requestId,
    fields: error.fields,
  };
}

/** One line for a toast. */
export function problemLine(error: unknown, t: Translate): { title: string; description: string } {
  const words = describeProblem(error, t);
  return { title: words.title, description: words.detail || words.advice };
}
