/** Two people changed the same thing: both are shown, then one is kept. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Graph as ApiGraph } from "@/api/types";
import { ChangeList } from "@/parts/changes/change-list";
import { compare } from "@/parts/changes/compare";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { Autosave } from "../stores/autosave";
import { useBuilder } from "../stores/context";
import { useApiTypes } from "./publish-changes";

interface ConflictDialogProps {
  autosave: Autosave;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ConflictDialog({ autosave, open, onOpenChange }: ConflictDialogProps) {
  const { t } = useTranslation("builder");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title={t("conflict.title")}
      description={t("conflict.text")}
      footer={
        <>
          <Button
            onClick={() => {
              autosave.takeTheirs();
              onOpenChange(false);
            }}
          >
            {t("conflict.theirs")}
          </Button>
          <Button
            kind="primary"
            onClick={() => {
              void autosave.keepMine();
              onOpenChange(false);
            }}
          >
            {t("conflict.mine")}
          </Button>
        </>
      }
    >
      <Both autosave={autosave} />
    </Dialog>
  );
}

/** Keeping one drops all of the other: so everything in which the two differ is shown, theirs first. */
function Both({ autosave }: { autosave: Autosave }) {
  const { t } = useTranslation("versions");
  const save = useBuilder((s) => s.save);
  const mine = useBuilder((s) => s.document.graph) as unknown as ApiGraph;
  const types = useApiTypes();
  const theirs = (save === "conflict" ? autosave.clash()?.theirs.graph : undefined) as unknown as
    | ApiGraph
    | undefined;
  const comparison = useMemo(() => (theirs ? compare(theirs, mine) : null), [theirs, mine]);
  if (!theirs || !comparison) return null;
  return (
    <section aria-labelledby="conflict-both" className="flex flex-col gap-2">
      <h3 id="conflict-both" className="text-ui font-semibold">
        {t("conflict.title")}
      </h3>
      <ChangeList comparison={comparison} before={theirs} after={mine} types={types} wording="people" />
    </section>
  );
}
