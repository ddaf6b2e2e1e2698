/** The workflow as a file: saved from here, or another put in its place, which can be undone. */
import { Download, Import as ImportIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveWorkflowFile, type TextFormat, type WorkflowRead } from "@/api/exchange";
import { Button } from "@/ui/button";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { importGraph } from "../commands/importing";
import { useBuilder, useBuilderStore } from "../stores/context";

const ImportDialog = lazy(() =>
  import("@/parts/import-dialog").then((module) => ({ default: module.ImportDialog })),
);

export function FileSection() {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const fail = useProblemToast();
  const [open, setOpen] = useState(false);
  const save = (format: TextFormat) => {
    const { workflowId, save: state } = store.getState();
    // The file is made of the draft as it is saved.
    if (state !== "saved") toast.fail(t("workflow.notSaved"));
    else void saveWorkflowFile(workflowId, format).catch(fail);
  };
  const take = (read: WorkflowRead) => {
    importGraph(store, read.graph, read.name);
    setOpen(false);
  };
  return (
    <section className="flex flex-col gap-3">
      <div>
        <h3 className="font-semibold text-ui">{t("workflow.file")}</h3>
        <p className="text-caption text-muted">{t("workflow.fileHelp")}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" icon={<Download size={15} aria-hidden />} onClick={() => save("yaml")}>
          {t("workflow.exportYaml")}
        </Button>
        <Button size="sm" icon={<Download size={15} aria-hidden />} onClick={() => save("json")}>
          {t("workflow.exportJson")}
        </Button>
        {!readOnly && (
          <Button size="sm" icon={<ImportIcon size={15} aria-hidden />} onClick={() => setOpen(true)}>
            {t("workflow.import")}
          </Button>
        )}
      </div>
      <Suspense fallback={null}>
        {open && <ImportDialog replaces onClose={() => setOpen(false)} onTake={take} />}
      </Suspense>
    </section>
  );
}
