/** What the canvas says before there is a step. */
import { Plus, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useBuilder } from "../stores/context";

export function EmptyCanvas() {
  const { t } = useTranslation("builder");
  const empty = useBuilder((s) => s.document.graph.steps.length === 0);
  const readOnly = useBuilder((s) => s.readOnly);
  const set = useBuilder((s) => s.set);
  if (!empty) return null;
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center p-6">
      <div className="pointer-events-auto flex max-w-sm flex-col items-center gap-3 text-center">
        <span
          className="flex size-12 items-center justify-center rounded-card bg-soft text-accent"
          aria-hidden
        >
          <Workflow size={24} />
        </span>
        <p className="font-semibold text-section">{t("empty.title")}</p>
        <p className="text-muted text-ui">{t("empty.text")}</p>
        {!readOnly && (
          <Button
            kind="primary"
            icon={<Plus size={16} aria-hidden />}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              set({
                chooser: {
                  kind: "add",
                  target: {},
                  screen: { x: box.left + box.width / 2 - 160, y: box.bottom + 8 },
                },
              });
            }}
          >
            {t("empty.add")}
          </Button>
        )}
      </div>
    </div>
  );
}
