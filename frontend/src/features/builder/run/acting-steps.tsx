/** The steps that a test really does: what they send is sent, whom they ask is asked. */
import { useTranslation } from "react-i18next";
import { IconTile } from "@/ui/step-icon";
import { titleOf } from "../commands/actions";
import type { Step } from "../model/graph";
import { useBuilder } from "../stores/context";

export function ActingSteps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation("testing");
  const types = useBuilder((s) => s.types);
  return (
    <>
      <ul className="flex flex-col gap-1.5">
        {steps.map((step) => {
          const type = types.get(step.type);
          return (
            <li key={step.id} className="flex items-center gap-2 text-ui">
              <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={24} />
              <span className="truncate font-medium">{titleOf(step, { types })}</span>
              <span className="truncate text-caption text-muted">
                {t(type?.category === "people" && type.effect === "none" ? "warning.asks" : "warning.sends")}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="mt-3 text-caption text-muted">{t("warning.hint")}</p>
    </>
  );
}
