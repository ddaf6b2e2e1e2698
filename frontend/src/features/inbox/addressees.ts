/** Whom an approval is for, in words. */
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";

export const roles = ["owner", "admin", "builder", "operator", "viewer"] as const;

/** "role:operator" and "usr_…" as people know them. */
export function useAddressee(): (to: string) => string {
  const { t } = useTranslation("inbox");
  const nameOf = useMemberNames();
  return (to) => {
    if (!to.startsWith("role:")) return nameOf(to) ?? t("someone");
    const role = to.slice("role:".length);
    return t(`role.${role}`, { defaultValue: role });
  };
}
