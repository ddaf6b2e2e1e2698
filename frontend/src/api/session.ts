/**
 * The signed-in person. The access token lives in this module's memory only; the refresh token is an HttpOnly cookie
 * that no script can read. Refreshing is single flight, also across tabs, because each refresh rotates the cookie.
 */
import { create } from "zustand";
import { ApiProblem, refusalOf } from "@/lib/problem";
import type { Membership, SignedIn, User } from "./types";

export type SessionStatus = "unknown" | "out" | "in" | "expired" | "unreachable";

interface SessionState {
  status: SessionStatus;
  user: User | null;
  company: Membership | null;
  /** The company asks for a second factor and the person has none: nothing else is allowed until they add one. */
  missing?: boolean;
  /** The company's sign-in service vouched for the person, who may have no password. */
  byProvider?: boolean;
  /** Somebody waits for the person to prove who they are; to be called with whether they did. */
  asking?: ((proven: boolean) => void) | undefined;
}

export const useSession = create<SessionState>(() => ({ status: "unknown", user: null, company: null }));

let token: string | null = null;
let refreshing: Promise<boolean> | null = null;

export function accessToken(): string | null {
  return token;
}

export function enter(signedIn: SignedIn): void {
  const { access_token, user, company, second_factor_missing: missing, by_provider: byProvider } = signedIn;
  token = access_token;
  useSession.setState({ status: "in", user, company, missing, byProvider });
}

export function leave(): void {
  token = null;
  useSession.setState({ status: "out", user: null, company: null });
}

/** After this the person stays on the page and signs in again in a dialog; nothing typed is lost. */
export function expire(): void {
  token = null;
  useSession.setState((state) => ({ status: state.user ? "expired" : "out" }));
}

/** Asks the person, in a dialog, to prove who they are; false when they would rather not. */
export async function confirmed(): Promise<boolean> {
  const proven = await new Promise<boolean>((asking) => useSession.setState({ asking }));
  useSession.setState({ asking: undefined });
  return proven;
}

export function may(permission: string): boolean {
  return useSession.getState().company?.permissions.includes(permission) ?? false;
}

export function useMay(permission: string): boolean {
  return useSession((state) => state.company?.permissions.includes(permission) ?? false);
}

export async function authRequest(path: string, body?: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/v1/${path}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify(body) ?? null,
    });
  } catch {
    throw new ApiProblem({ status: 0 });
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function refreshNow(): Promise<boolean> {
  try {
    const response = await authRequest("refresh");
    enter((await response.json()) as SignedIn);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 401 || error.status === 403 || error.status === 400))
      return false;
    throw error;
  }
}

async function oneTabAtATime(work: () => Promise<boolean>): Promise<boolean> {
  if (typeof navigator === "undefined" || !navigator.locks) return work();
  return navigator.locks.request("session-refresh", work);
}

/** true: there is a fresh access token. false: the person has to sign in. Throws when the server cannot be reached. */
export function refresh(): Promise<boolean> {
  refreshing ??= oneTabAtATime(refreshNow).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Once, when the application starts. */
export async function restoreSession(): Promise<void> {
  try {
    if (!(await refresh())) leave();
  } catch {
    useSession.setState({ status: "unreachable" });
  }
}
