/** At the foot of the inspector: test this step, run up to here, and what stands for the step in tests. */
import { FlaskConical, Pin, StepForward } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Tooltip } from "@/ui/tooltip";
import { useHands } from "../commands/command-button";
import type { Step } from "../model/graph";
import { actsOutside } from "../model/testing";
import { useBuilder } from "../stores/context";

export function TestBar({ step }: { step: Step }) {
  const { t } = useTranslation("testing");
  const { t: tb } = useTranslation("builder");
  const hands = useHands();
  const readOnly = useBuilder((s) => s.readOnly);
  const acts = useBuilder((s) => actsOutside(step, s.types.get(step.type)));
  if (readOnly) return null;
  const pinned = step.pinned !== undefined;
  return (
    <section
      aria-label={t("bar.label")}
      className="flex flex-wrap items-center gap-2 border-line border-t bg-surface px-4 py-2.5"
    >
      <Tooltip text={t(acts ? "bar.stepActs" : "bar.stepHelp")} keys="Space">
        <Button
          size="sm"
          kind="primary"
          icon={<FlaskConical size={15} aria-hidden />}
          onClick={() => hands.test(step.id, "step")}
        >
          {tb("command.testStep")}
        </Button>
      </Tooltip>
      <Tooltip text={t("bar.upToHelp")} keys="U">
        <Button
          size="sm"
          icon={<StepForward size={15} aria-hidden />}
          onClick={() => hands.test(step.id, "upTo")}
        >
          {tb("command.runUpTo")}
        </Button>
      </Tooltip>
      <Tooltip text={t(pinned ? "bar.editPin" : "bar.pin")} keys="P">
        <IconButton
          size="sm"
          className="ml-auto"
          label={t(pinned ? "bar.editPin" : "bar.pin")}
          aria-pressed={pinned}
          onClick={() => hands.pin(step.id)}
        >
          <Pin size={16} aria-hidden className={pinned ? "fill-current text-accent" : ""} />
        </IconButton>
      </Tooltip>
    </section>
  );
}
