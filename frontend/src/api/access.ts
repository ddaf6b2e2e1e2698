/** Who may what: members' places, roles, invitations, sharing, and the companies of a person. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, ifMatch } from "./client";
import { companyKeys } from "./company";
import { useChange } from "./keys";
import type { components } from "./schema.gen";
import { authRequest, enter } from "./session";
import type { SignedIn } from "./types";

type Shapes = components["schemas"];
export type Role = Shapes["RoleView"];
export type RoleBody = Required<Shapes["RoleBody"]>;
export type Permission = Shapes["PermissionView"];
export type Invitation = Shapes["InvitationView"];
export type InvitationMade = Shapes["InvitationMade"];
export type InvitationOffer = Shapes["InvitationOffer"];
export type Sharing = Shapes["SharingView"];
export type Grant = Shapes["GrantBody"];
export type Level = Grant["level"];
export type Access = Shapes["AccessView"];
export type Calendar = Shapes["CalendarView"];
export type CalendarBody = Shapes["Calendar"];

export const accessKeys = {
  roles: ["company", "roles"] as const,
  permissions: ["company", "permissions"] as const,
  invitations: ["company", "invitations"] as const,
  sharing: (resource: string) => ["company", "sharing", resource] as const,
  calendar: ["company", "calendar"] as const,
  countries: ["company", "countries"] as const,
  deletion: ["company", "deletion"] as const,
  mine: ["my-companies"] as const,
};

export function useRoles() {
  return useQuery({
    queryKey: accessKeys.roles,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/roles", { signal })),
    staleTime: 30_000,
  });
}

export function usePermissions() {
  return useQuery({
    queryKey: accessKeys.permissions,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/permissions", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSaveRole() {
  return useChange([accessKeys.roles], ({ role, body }: { role: Role | null; body: RoleBody }) =>
    role
      ? data(
          api.PUT("/api/company/v1/roles/{role_id}", {
            params: { path: { role_id: role.name }, header: ifMatch(role.version) },
            body,
          }),
        )
      : data(api.POST("/api/company/v1/roles", { body })),
  );
}

export function useDeleteRole() {
  return useChange([accessKeys.roles], (id: string) =>
    data(api.DELETE("/api/company/v1/roles/{role_id}", { params: { path: { role_id: id } } })),
  );
}

const people = [companyKeys.members, accessKeys.roles] as const;

export function useChangeMember() {
  return useChange(people, ({ id, ...body }: { id: string; role?: string; active?: boolean }) =>
    data(api.PATCH("/api/company/v1/members/{user_id}", { params: { path: { user_id: id } }, body })),
  );
}

export function useRemoveMember() {
  return useChange(people, (id: string) =>
    data(api.DELETE("/api/company/v1/members/{user_id}", { params: { path: { user_id: id } } })),
  );
}

export function useTransfer() {
  return useChange(people, (to: string) =>
    data(api.POST("/api/company/v1/companies/current/transfer", { body: { to } })),
  );
}

export function useLeave() {
  return useMutation({ mutationFn: () => data(api.POST("/api/company/v1/companies/current/leave")) });
}

export function useInvitations(enabled: boolean) {
  return useQuery({
    enabled,
    queryKey: accessKeys.invitations,
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/invitations", { params: { query: { limit: 200 } }, signal })),
  });
}

const invitations = [accessKeys.invitations] as const;

export function useInvite() {
  return useChange(invitations, (body: { email: string; role: string }) =>
    data(api.POST("/api/company/v1/invitations", { body })),
  );
}

export function useResend() {
  return useChange(invitations, (id: string) =>
    data(
      api.POST("/api/company/v1/invitations/{invitation_id}/resend", {
        params: { path: { invitation_id: id } },
      }),
    ),
  );
}

export function useRevoke() {
  return useChange(invitations, (id: string) =>
    data(
      api.DELETE("/api/company/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } }),
    ),
  );
}

export function useSharing(resource: string) {
  return useQuery({
    queryKey: accessKeys.sharing(resource),
    queryFn: ({ signal }) =>
      data(api.GET("/api/company/v1/access/{resource}/grants", { params: { path: { resource } }, signal })),
  });
}

export function useShare(resource: string) {
  return useChange([accessKeys.sharing(resource)], (grants: Grant[]) =>
    data(
      api.PUT("/api/company/v1/access/{resource}/grants", {
        params: { path: { resource } },
        body: { grants },
      }),
    ),
  );
}

export function useWhy() {
  return useMutation({
    mutationFn: (query: { user: string; permission: string; resource?: string }) =>
      data(api.GET("/api/company/v1/access", { params: { query } })),
  });
}

export function useCalendar() {
  return useQuery({
    queryKey: accessKeys.calendar,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/companies/current/calendar", { signal })),
  });
}

export function useCountries() {
  return useQuery({
    queryKey: accessKeys.countries,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/holidays/countries", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSaveCalendar() {
  return useChange([accessKeys.calendar], (body: CalendarBody) =>
    data(api.PUT("/api/company/v1/companies/current/calendar", { body })),
  );
}

export function useDeletion() {
  return useQuery({
    queryKey: accessKeys.deletion,
    queryFn: ({ signal }) => data(api.GET("/api/company/v1/companies/current/deletion", { signal })),
  });
}

export function useAskDeletion() {
  return useChange([accessKeys.deletion], (name: string) =>
    data(api.POST("/api/company/v1/companies/current/deletion", { body: { name } })),
  );
}

export function useTakeDeletionBack() {
  return useChange([accessKeys.deletion], () =>
    data(api.DELETE("/api/company/v1/companies/current/deletion")),
  );
}

export function useMyCompanies() {
  return useQuery({
    queryKey: accessKeys.mine,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/companies", { signal })),
    staleTime: 30_000,
  });
}

/** Go on in another company: the page is loaded anew, so that nothing of the last one is left in it. */
export async function switchCompany(id: string, to = "/"): Promise<void> {
  await data(api.POST("/api/auth/v1/switch-company", { body: { company_id: id } }));
  location.assign(to);
}

export async function foundCompany(name: string): Promise<void> {
  const made = await data(api.POST("/api/auth/v1/companies", { body: { name } }));
  await switchCompany(made.id);
}

export async function lookAtInvitation(token: string): Promise<InvitationOffer> {
  return (await authRequest("invitations/look", { token })).json();
}

/** With a new account, or with the password of the one that the address has; then one is signed in there. */
export async function acceptInvitation(
  offer: InvitationOffer,
  given: { token: string; name: string; password: string },
): Promise<void> {
  const place = await (await authRequest("invitations/accept", given)).json();
  const login = { email: offer.email, password: given.password, company_id: place.id };
  enter((await (await authRequest("login", login)).json()) as SignedIn);
}

export async function joinCompany(token: string): Promise<void> {
  const place = await data(api.POST("/api/auth/v1/invitations/join", { body: { token } }));
  await switchCompany(place.id);
}
