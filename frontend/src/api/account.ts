/** Coming in, and links by mail: everything that is done without an access token. */

import type { components } from "./schema.gen";
import { authRequest, enter, leave } from "./session";
import type { SignedIn } from "./types";

export type FactorNeeded = components["schemas"]["FactorNeeded"];

/** Null: the person is in. Otherwise the password was right, and a second factor is asked for. */
export async function logIn(input: {
  email: string;
  password: string;
  founds?: string | undefined;
}): Promise<FactorNeeded | null> {
  const given = (await (await authRequest("login", input)).json()) as SignedIn | FactorNeeded;
  if ("challenge" in given) return given;
  enter(given);
  return null;
}

export async function signUp(input: {
  email: string;
  password: string;
  name: string;
  company: string;
}): Promise<void> {
  const response = await authRequest("signup", input);
  enter((await response.json()) as SignedIn);
}

export async function finishByCode(challenge: string, code: string, founds?: string): Promise<void> {
  const response = await authRequest("login/finish", { challenge, code, founds });
  enter((await response.json()) as SignedIn);
}

/** The page to sign out at the company's sign-in service, where the company wants that. */
export async function logOut(): Promise<string | null> {
  try {
    const left = (await (await authRequest("sso/logout")).json()) as components["schemas"]["Left"];
    return left.url;
  } finally {
    leave();
  }
}

/** By a passkey: as the second factor of a sign-in that waits, or alone. */
export async function finishByPasskey(challenge: string | null, founds?: string): Promise<void> {
  const asked = (await (await authRequest("login/passkey", { challenge })).json()) as { options: unknown };
  const credential = await answerByPasskey(asked.options);
  const response = await authRequest("login/finish", { challenge, credential, founds });
  enter((await response.json()) as SignedIn);
}

export async function forgotPassword(email: string): Promise<void> {
  await authRequest("password/forgot", { email });
}

export async function resetPassword(code: string, password: string): Promise<void> {
  await authRequest("password/reset", { code, password });
}

export async function verifyAddress(code: string): Promise<string> {
  const response = await authRequest("email/verify", { code });
  return ((await response.json()) as { email: string }).email;
}

/** Browsers bind passkeys to a name, and only offer them where nobody can read along. */
export function passkeysWork(): boolean {
  const isNumber = /^[\d.]+$|:/.test(location.hostname);
  return window.isSecureContext && "PublicKeyCredential" in window && !isNumber;
}

/** The person closed the browser's own dialog, or it ran out of time: nothing to complain about. */
export function wasCalledOff(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

export async function answerByPasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as PublicKeyCredentialRequestOptionsJSON,
  );
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return found.toJSON();
}

export async function makePasskey(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  return made.toJSON();
}
