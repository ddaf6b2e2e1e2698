/** What permissions are called. */
import { useTranslation } from "react-i18next";
import { humanize } from "@/lib/format";

export function useScopeName(): (scope: string) => string {
  const { t } = useTranslation("audit");
  return (scope) =>
    t(`scope.${scope}` as "scope.run.read", { defaultValue: humanize(scope.replaceAll(".", " ")) });
}
