/** API keys, one's own and those of service accounts; and the accounts. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { companyKeys } from "./company";
import { useChange } from "./keys";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];
export type ApiKey = Shapes["KeyView"];
export type KeyMade = Shapes["KeyMade"];
export type NewKey = Shapes["NewKey"];
export type ServiceAccount = Shapes["ServiceAccountView"];
export type ServiceAccountInput = Shapes["ServiceAccountBody"];

const keys = {
  of: ["api-keys"] as const,
  rules: ["api-key-rules"] as const,
  accounts: ["service-accounts"] as const,
};

/** `holder`: a service account's id; none for one's own keys. */
export function useApiKeys(holder?: string) {
  return useQuery({
    queryKey: [...keys.of, holder ?? "me"],
    queryFn: ({ signal }) =>
      data(
        api.GET("/api/auth/v1/api-keys", {
          params: { query: { limit: 100, ...(holder ? { user_id: holder } : {}) } },
          signal,
        }),
      ),
  });
}

export function useKeyRules() {
  return useQuery({
    queryKey: keys.rules,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/api-keys/rules", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useMakeKey() {
  return useChange([keys.of], (body: NewKey) => data(api.POST("/api/auth/v1/api-keys", { body })));
}

export function useRotateKey() {
  return useChange([keys.of], (key_id: string) =>
    data(
      api.POST("/api/auth/v1/api-keys/{key_id}/rotate", {
        params: { path: { key_id } },
        body: { overlap_hours: 24 },
      }),
    ),
  );
}

export function useRevokeKey() {
  return useChange([keys.of], (key_id: string) =>
    data(api.DELETE("/api/auth/v1/api-keys/{key_id}", { params: { path: { key_id } } })),
  );
}

export function useServiceAccounts() {
  return useQuery({
    queryKey: keys.accounts,
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/service-accounts", { params: { query: { limit: 200 } }, signal })),
  });
}

export function useSaveAccount() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: ServiceAccountInput & { id?: string }) =>
      id
        ? data(
            api.PUT("/api/company/v1/service-accounts/{account_id}", {
              params: { path: { account_id: id } },
              body,
            }),
          )
        : data(api.POST("/api/company/v1/service-accounts", { body })),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: keys.accounts }),
        cache.invalidateQueries({ queryKey: companyKeys.members }),
      ]),
  });
}

export function useRemoveAccount() {
  return useChange([keys.accounts], (account_id: string) =>
    data(api.DELETE("/api/company/v1/service-accounts/{account_id}", { params: { path: { account_id } } })),
  );
}
