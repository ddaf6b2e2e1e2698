/** Permissions in the reader's language; what has no translation yet is said as the catalogue says it. */
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/access";

export function usePermissionWords(): (permission: Permission) => { name: string; sentence: string } {
  const { t } = useTranslation("access");
  return ({ key, name, sentence }) => {
    const [about = "", may = ""] = key.split(".");
    return {
      name: t(`permission.${about}.${may}.name`, { defaultValue: name }),
      sentence: t(`permission.${about}.${may}.sentence`, { defaultValue: sentence }),
    };
  };
}
