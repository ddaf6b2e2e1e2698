/** What roles are called: the built-in ones in the reader's language, a company's own as it named them. */
import { useTranslation } from "react-i18next";
import { type Role, useRoles } from "@/api/access";

export function useRoleName(): (role: string) => string {
  const { t } = useTranslation("app");
  const own = new Map(useRoles().data?.items.map((role) => [role.name, role.title]));
  return (role) => t(`roles.${role}`, { defaultValue: own.get(role) ?? role });
}

/** The roles that somebody with these permissions may give: nobody gives what they do not have. */
export function givable(roles: readonly Role[], mine: readonly string[]): Role[] {
  return roles.filter((role) => role.permissions.every((permission) => mine.includes(permission)));
}
