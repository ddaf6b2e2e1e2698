import i18next from "i18next";
import { describe, expect, it } from "vitest";
import {
  ApiProblem,
  describeProblem,
  fieldErrors,
  fieldOfPointer,
  problemLine,
  readProblem,
} from "./problem";

const t = (key: string, values: Record<string, unknown>) => i18next.t(key, { ns: "ui", ...values });

describe("reading problems", () => {
  it("takes the server's words and the headers that belong to it", () => {
    const headers = new Headers({ "retry-after": "30", "x-request-id": "req_9" });

    const problem = readProblem({ title: "Too many requests" }, 429, headers);

    expect(problem).toMatchObject({
      status: 429,
      title: "Too many requests",
      retryAfter: 30,
      requestId: "req_9",
    });
  });

  it("survives any nonsense", () => {
    for (const nonsense of [
      null,
      undefined,
      7,
      "x",
      [],
      { errors: "no" },
      { errors: [null, 3, { pointer: 5 }] },
    ]) {
      expect(readProblem(nonsense, 500)).toBeInstanceOf(ApiProblem);
    }
  });
});

describe("words for people", () => {
  it("prefer the server's title and add what to do", () => {
    const words = describeProblem(
      new ApiProblem({ status: 409, title: "Someone decided first", detail: "It was approved." }),
      t,
    );

    expect(words.title).toBe("Someone decided first");
    expect(words.detail).toBe("It was approved.");
    expect(words.advice).toContain("Load the newest state");
  });

  it("exist for every status, also without any word of the server", () => {
    for (const status of [0, 400, 401, 403, 404, 409, 412, 413, 418, 422, 429, 500, 502, 503, 504]) {
      const words = describeProblem(new ApiProblem({ status }), t);
      expect(words.title, String(status)).not.toMatch(/^problem\./);
      expect(words.advice, String(status)).not.toMatch(/^problem\./);
    }
  });

  it("say how long to wait", () => {
    expect(describeProblem(new ApiProblem({ status: 429 }, 12), t).advice).toContain("12 seconds");
  });

  it("cover errors that are no problems at all", () => {
    expect(problemLine(new Error("boom"), t)).toEqual({ title: "Something went wrong", description: "boom" });
    expect(problemLine("?", t).title).toBe("Something went wrong");
  });
});

describe("errors of fields", () => {
  it("are named after the field, wherever the pointer starts", () => {
    expect(fieldOfPointer("/body/email")).toBe("email");
    expect(fieldOfPointer("/budget/monthly_usd")).toBe("budget.monthly_usd");
    expect(
      fieldErrors(new ApiProblem({ status: 422, errors: [{ pointer: "/name", message: "Missing" }] })),
    ).toEqual({ name: "Missing" });
    expect(fieldErrors(new Error("x"))).toEqual({});
  });
});
