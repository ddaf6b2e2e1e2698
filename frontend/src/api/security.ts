/** One's own account and what proves it; the mails of the company. */
import { useQuery } from "@tanstack/react-query";
import { answerByPasskey, makePasskey } from "./account";
import { api, data } from "./client";
import { useChange } from "./keys";
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

const keys = { profile: ["me"], factors: ["factors"], sessions: ["sessions"], policy: ["policy"] } as const;

export function useProfile() {
  return useQuery({
    queryKey: keys.profile,
    queryFn: async ({ signal }) => (await data(api.GET("/api/auth/v1/me", { signal }))).user,
  });
}

export const useSaveProfile = () =>
  useChange([keys.profile], (body: ProfileInput) => data(api.PUT("/api/auth/v1/profile", { body })));

export const useChangeEmail = () =>
  useChange([keys.profile], (email: string) => data(api.POST("/api/auth/v1/email", { body: { email } })));

export const useAskToVerify = () =>
  useChange([keys.profile], (_: undefined) => data(api.POST("/api/auth/v1/email/verification")));

export const useDeleteAccount = () =>
  useChange([], (_: undefined) => data(api.DELETE("/api/auth/v1/profile")));

export const useChangePassword = () =>
  useChange([keys.sessions], (body: Shapes["PasswordInput"]) =>
    data(api.POST("/api/auth/v1/password", { body })),
  );

export function useFactors() {
  return useQuery({
    queryKey: keys.factors,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/factors", { signal })),
  });
}

export const useBeginApp = () => useChange([], (_: undefined) => data(api.POST("/api/auth/v1/factors/totp")));

export const useConfirmApp = () =>
  useChange([keys.factors], (code: string) =>
    data(api.POST("/api/auth/v1/factors/totp/confirm", { body: { code } })),
  );

export const useRemoveApp = () =>
  useChange([keys.factors], (_: undefined) => data(api.DELETE("/api/auth/v1/factors/totp")));

export const useNewCodes = () =>
  useChange([keys.factors], (_: undefined) => data(api.POST("/api/auth/v1/factors/recovery-codes")));

export const useAddPasskey = () =>
  useChange([keys.factors], async (name: string) => {
    const asked = await data(api.POST("/api/auth/v1/passkeys/options"));
    const credential = (await makePasskey(asked.options)) as Record<string, unknown>;
    return data(api.POST("/api/auth/v1/passkeys", { body: { name, credential } }));
  });

export const useRemovePasskey = () =>
  useChange([keys.factors], (id: string) =>
    data(api.DELETE("/api/auth/v1/passkeys/{passkey_id}", { params: { path: { passkey_id: id } } })),
  );

export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/sessions", { signal })),
  });
}

export const useEndSession = () =>
  useChange([keys.sessions], (id: string) =>
    data(api.DELETE("/api/auth/v1/sessions/{session_id}", { params: { path: { session_id: id } } })),
  );

export const useEndOtherSessions = () =>
  useChange([keys.sessions], (_: undefined) => data(api.POST("/api/auth/v1/sessions/end-others")));

export function usePolicy() {
  return useQuery({
    queryKey: keys.policy,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/policy", { signal })),
  });
}

export const useSavePolicy = () =>
  useChange([keys.policy], (required: boolean) =>
    data(api.PUT("/api/auth/v1/policy", { body: { second_factor_required: required } })),
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
