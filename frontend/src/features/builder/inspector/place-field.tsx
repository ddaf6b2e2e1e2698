/** Which container a step stands in: the way in and out that needs no dragging. */
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { nameOf } from "../commands/actions";
import { nest, placesFor } from "../commands/containers";
import { scopeOf } from "../model/containers";
import type { Step } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";

const WORKFLOW = "\u0000";

export function PlaceField({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const state = useBuilder((s) => s);
  const places = placesFor(state, [step.id]);
  if (places.length < 2) return null;
  return (
    <Field label={t("container.insideOf")} help={t("container.insideOfHelp")}>
      {(control) => (
        <Select
          {...control}
          value={scopeOf(state.document.graph, step.id) ?? WORKFLOW}
          disabled={state.readOnly}
          choices={places.map(({ id, depth }) => ({
            value: id ?? WORKFLOW,
            label: id === null ? t("container.nothing") : `${"\u2003".repeat(depth - 1)}${nameOf(state, id)}`,
          }))}
          onChange={(value) => nest(store, [step.id], value === WORKFLOW ? null : value)}
        />
      )}
    </Field>
  );
}
