/** Nothing is lost on leaving: what is unsaved is sent first; when that cannot be, the person is asked. */
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Autosave } from "../stores/autosave";
import { useBuilderStore } from "../stores/context";

export function useLeaveGuard(autosave: Autosave): void {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  useBlocker({
    shouldBlockFn: async () => {
      if (store.getState().save === "saved" || store.getState().readOnly) return false;
      if (await autosave.flush()) return false;
      return !window.confirm(t("leave.text"));
    },
    enableBeforeUnload: () => store.getState().save !== "saved" && !store.getState().readOnly,
  });
}
