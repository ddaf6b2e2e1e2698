/** Whether what is on the screen is safe: saved, being saved, kept on this device, or in need of a choice. */
import { CloudAlert, CloudCheck, CloudOff, CloudUpload, GitMerge, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { useBuilder } from "../stores/context";
import type { SaveState } from "../stores/store";

const looks: { [S in SaveState]: { icon: typeof CloudCheck; tone: string } } = {
  saved: { icon: CloudCheck, tone: "text-muted" },
  unsaved: { icon: CloudUpload, tone: "text-muted" },
  saving: { icon: CloudUpload, tone: "text-muted" },
  offline: { icon: CloudOff, tone: "text-warn" },
  failed: { icon: CloudAlert, tone: "text-err" },
  conflict: { icon: GitMerge, tone: "text-err" },
};

export function SaveStateView({ onRetry, onResolve }: { onRetry: () => void; onResolve: () => void }) {
  const { t } = useTranslation("builder");
  const save = useBuilder((s) => s.save);
  const readOnly = useBuilder((s) => s.readOnly);
  if (readOnly) {
    return (
      <span className="inline-flex items-center gap-1.5 text-caption text-muted">
        <Lock size={14} aria-hidden />
        {t("save.readOnly")}
      </span>
    );
  }
  const look = looks[save];
  const Icon = look.icon;
  const act = save === "conflict" ? onResolve : save === "failed" || save === "offline" ? onRetry : null;
  return (
    <span role="status" className={cx("inline-flex items-center gap-1.5 px-1 text-caption", look.tone)}>
      <Icon size={15} aria-hidden />
      <span className={save === "saved" || save === "unsaved" || save === "saving" ? "max-lg:sr-only" : ""}>
        {t(`save.${save}`)}
      </span>
      {act && (
        <button type="button" onClick={act} className="min-h-6 rounded-control font-medium underline">
          {t(save === "conflict" ? "save.choose" : "save.retry")}
        </button>
      )}
    </span>
  );
}
