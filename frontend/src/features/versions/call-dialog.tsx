/** Calling exactly this version from a program. */
import { useTranslation } from "react-i18next";
import type { WorkflowDetail } from "@/api/types";
import { useWorkflowVersion } from "@/api/workflows";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { curlFor } from "./call";

interface CallDialogProps {
  workflow: WorkflowDetail;
  version: number;
  onClose: () => void;
}

export function CallDialog({ workflow, version, onClose }: CallDialogProps) {
  const { t } = useTranslation("versions");
  const stored = useWorkflowVersion(workflow.id, version);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={t("call.title", { version })}
      description={t("call.text", { version })}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("call.close")}
        </Button>
      }
    >
      <QueryView query={stored}>
        {({ graph }) => {
          const command = curlFor(window.location.origin, workflow.id, version, graph);
          return (
            <div className="flex flex-col gap-3">
              <div className="relative rounded-menu border border-line bg-surface-2">
                <pre className="whitespace-pre-wrap p-3 pr-11 font-mono text-caption leading-5 [overflow-wrap:anywhere]">
                  {command}
                </pre>
                <div className="absolute top-2 right-2">
                  <CopyButton text={command} label={t("call.copy")} />
                </div>
              </div>
              <ul className="list-disc pl-5 text-ui text-muted">
                <li>{t("call.token")}</li>
                <li>{t("call.wait")}</li>
                <li>{t("call.without")}</li>
              </ul>
            </div>
          );
        }}
      </QueryView>
    </Dialog>
  );
}
