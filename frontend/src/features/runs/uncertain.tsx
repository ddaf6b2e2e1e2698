/** What nobody can tell from here: whether a step happened in another system. A person's word lets the run go on. */
import { Link } from "@tanstack/react-router";
import { MessageCircleQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useEffectsOfRun } from "@/api/effect-answers";
import { isEnded } from "@/api/runs";
import { useMay } from "@/api/session";
import type { Run } from "@/api/types";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";

/** The kinds of waiting that such a question is. */
export const needsWord: readonly string[] = ["uncertain", "undo"];

export function Uncertain({ run }: { run: Run }) {
  const { t } = useTranslation("runs");
  const mayRead = useMay("approval.read");
  const open = useEffectsOfRun(run.id, mayRead && !isEnded(run));
  const effects = isEnded(run) ? [] : (open.data?.items ?? []);
  return effects.map((effect) => (
    <Callout
      key={effect.id}
      tone="warn"
      title={t(`uncertain.${effect.kind}`, { name: effect.name })}
      actions={
        <Button size="sm" kind="primary" asChild>
          <Link to="/inbox/$id" params={{ id: effect.id }}>
            <MessageCircleQuestion size={15} aria-hidden />
            {t("uncertain.answer")}
          </Link>
        </Button>
      }
    >
      {t("uncertain.text")}
    </Callout>
  ));
}
