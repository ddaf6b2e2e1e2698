/** One's own account and what proves it; the mails of the company. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerByPasskey, makePasskey } from "./account";
import { api, data } from "./client";
import { leaveStale } from "./keys";
import type { components } from "./schema.gen";
import { enter } from "./session";
import type { SignedIn } from "./types";

type Shapes = components["schemas"];
export type Profile = Shapes["ProfileView"];
export type ProfileInput = Shapes["ProfileInput"];
export type Factors = Shapes["FactorsView"];
export type TotpSetup = Shapes["TotpSetup"];
export type Passkey = Shapes["PasskeyView"];
export type SessionOfMine = Shapes["SessionView"];
export type Mail = Shapes["DeliveryView"];
export type MailWithWords = Shapes["MailView"];

const stale = { profile: ["me"], factors: ["factors"], sessions: ["sessions"], policy: ["policy"] } as const;
type Resource = keyof typeof stale;

function useChange<I, O>(change: (input: I) => Promise<O>, ...resources: Resource[]) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      leaveStale(
        cache,
        resources.flatMap((resource) => stale[resource]),
      ),
  });
}

export function useProfile() {
  return useQuery({
    queryKey: stale.profile,
    queryFn: async ({ signal }) => (await data(api.GET("/api/auth/v1/me", { signal }))).user,
  });
}

export const useSaveProfile = () =>
  useChange((body: ProfileInput) => data(api.PUT("/api/auth/v1/profile", { body })), "profile");

export const useChangeEmail = () =>
  useChange((email: string) => data(api.POST("/api/auth/v1/email", { body: { email } })), "profile");

export const useAskToVerify = () =>
  useChange((_: undefined) => data(api.POST("/api/auth/v1/email/verification")), "profile");

export const useDeleteAccount = () => useChange((_: undefined) => data(api.DELETE("/api/auth/v1/profile")));

export const useChangePassword = () =>
  useChange((body: Shapes["PasswordInput"]) => data(api.POST("/api/auth/v1/password", { body })), "sessions");

export function useFactors() {
  return useQuery({
    queryKey: stale.factors,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/factors", { signal })),
  });
}

export const useBeginApp = () => useChange((_: undefined) => data(api.POST("/api/auth/v1/factors/totp")));

export const useConfirmApp = () =>
  useChange(
    (code: string) => data(api.POST("/api/auth/v1/factors/totp/confirm", { body: { code } })),
    "factors",
  );

export const useRemoveApp = () =>
  useChange((_: undefined) => data(api.DELETE("/api/auth/v1/factors/totp")), "factors");

export const useNewCodes = () =>
  useChange((_: undefined) => data(api.POST("/api/auth/v1/factors/recovery-codes")), "factors");

export const useAddPasskey = () =>
  useChange(async (name: string) => {
    const asked = await data(api.POST("/api/auth/v1/passkeys/options"));
    const credential = (await makePasskey(asked.options)) as Record<string, unknown>;
    return data(api.POST("/api/auth/v1/passkeys", { body: { name, credential } }));
  }, "factors");

export const useRemovePasskey = () =>
  useChange(
    (id: string) =>
      data(api.DELETE("/api/auth/v1/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } })),
    "factors",
  );

export function useSessions() {
  return useQuery({
    queryKey: stale.sessions,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/sessions", { signal })),
  });
}

export const useEndSession = () =>
  useChange(
    (id: string) =>
      data(api.DELETE("/api/auth/v1/sessions/{session_id}", { params: { path: { session_id: id } } })),
    "sessions",
  );

export const useEndOtherSessions = () =>
  useChange((_: undefined) => data(api.POST("/api/auth/v1/sessions/end-others")), "sessions");

export function usePolicy() {
  return useQuery({
    queryKey: stale.policy,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/policy", { signal })),
  });
}

export const useSavePolicy = () =>
  useChange(
    (required: boolean) =>
      data(api.PUT("/api/auth/v1/policy", { body: { second_factor_required: required } })),
    "policy",
  );

/** Proves again who is signed in. The new access token says so. */
export async function confirmBy(proof: { password: string } | { code: string }): Promise<void> {
  enter((await data(api.POST("/api/auth/v1/confirm", { body: proof }))) as SignedIn);
}

export async function confirmByPasskey(): Promise<void> {
  const asked = await data(api.POST("/api/auth/v1/confirm/passkey"));
  const credential = (await answerByPasskey(asked.options)) as Record<string, unknown>;
  enter((await data(api.POST("/api/auth/v1/confirm", { body: { credential } }))) as SignedIn);
}

export function useMails(cursor: string | null) {
  return useQuery({
    queryKey: ["mails", cursor],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/notifications/v1/deliveries", {
          params: { query: { limit: 30, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
  });
}

export function useMail(id: string) {
  return useQuery({
    queryKey: ["mails", "one", id],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/notifications/v1/deliveries/{delivery_id}", {
          params: { path: { delivery_id: id } },
          signal,
        }),
      ),
  });
}
