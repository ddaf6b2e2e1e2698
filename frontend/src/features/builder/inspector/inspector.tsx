/** The panel of the selected step: its settings, where it leads, what happens when it fails, its data in the shown run. */
import { MoreHorizontal, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Input } from "@/ui/input";
import { Menu, MenuSeparator } from "@/ui/menu";
import { IconTile } from "@/ui/step-icon";
import { Tabs } from "@/ui/tabs";
import { CommandItem } from "../commands/command-item";
import { useProblemText } from "../header/problem-text";
import { type Step, stepOf } from "../model/graph";
import { effectOf, type StepType } from "../model/step-types";
import { useBuilder, useBuilderStore } from "../stores/context";
import type { StepTab } from "../stores/store";
import { setProperty } from "./changes";
import { Connections } from "./connections";
import { ErrorHandling } from "./error-handling";
import { PlaceField } from "./place-field";
import { StepData } from "./step-data";
import { StepForm } from "./step-form";
import { StepIdField } from "./step-id-field";
import { TestBar } from "./test-bar";

export function Inspector() {
  const { t } = useTranslation("builder");
  const step = useBuilder((s) =>
    s.selected.size === 1 ? stepOf(s.document.graph, [...s.selected][0] as string) : undefined,
  );
  const type = useBuilder((s) => (step ? s.types.get(step.type) : undefined));
  const store = useBuilderStore();
  const tab = useBuilder((s) => s.tab);
  if (!step) return <p className="p-4 text-muted text-ui">{t("inspector.nothing")}</p>;
  const tabs = [
    { value: "setup", label: t("inspector.setup"), content: <Setup key={step.id} step={step} type={type} /> },
    { value: "flow", label: t("inspector.flow"), content: <Flow key={step.id} step={step} /> },
    { value: "data", label: t("inspector.data"), content: <StepData key={step.id} step={step} /> },
  ];
  return (
    <>
      <InspectorHead
        key={step.id}
        step={step}
        type={type}
        onClose={() => store.getState().set({ panel: null })}
      />
      <Tabs
        value={tab}
        onChange={(next) => store.getState().set({ tab: next as StepTab })}
        tabs={tabs}
        label={t("inspector.tabs")}
        className="flex min-h-0 flex-1 flex-col [&>[role=tablist]]:px-3"
        panelClassName="min-h-0 flex-1 overflow-y-auto px-4 pb-8"
      />
      <TestBar step={step} />
    </>
  );
}

function InspectorHead({
  step,
  type,
  onClose,
}: {
  step: Step;
  type: StepType | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  return (
    <div className="flex items-start gap-3 px-4 pt-4 pb-2">
      <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={40} />
      <div className="min-w-0 flex-1">
        <Input
          aria-label={t("inspector.name")}
          value={step.name ?? ""}
          placeholder={type?.name ?? step.id}
          disabled={readOnly}
          onChange={(event) =>
            setProperty(store, step, "name", event.target.value === "" ? undefined : event.target.value)
          }
          className={cx(
            "-ml-2 h-8! border-transparent! px-2! font-semibold text-section!",
            "hover:border-line! focus:border-accent! bg-transparent!",
          )}
        />
        <p className="truncate text-caption text-muted">
          {type?.name ?? t("inspector.unknownType", { type: step.type })}
        </p>
      </div>
      {!readOnly && (
        <Menu
          trigger={
            <IconButton size="sm" label={t("inspector.more")}>
              <MoreHorizontal size={16} aria-hidden />
            </IconButton>
          }
        >
          <CommandItem id="testStep" />
          <CommandItem id="runUpTo" />
          <CommandItem id="pin" />
          <MenuSeparator />
          <CommandItem id="disable" />
          <CommandItem id="duplicate" />
          <CommandItem id="copy" />
          <CommandItem id="connect" />
          <CommandItem id="putInside" />
          <CommandItem id="takeOut" />
          <CommandItem id="group" />
          <CommandItem id="joinGroup" />
          <CommandItem id="leaveGroup" />
          <CommandItem id="remove" />
        </Menu>
      )}
      <IconButton size="sm" label={t("inspector.close")} onClick={onClose}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function Setup({ step, type }: { step: Step; type: StepType | undefined }) {
  const { t } = useTranslation("builder");
  const text = useProblemText();
  const problems = useBuilder((s) => s.problems);
  const own = problems.filter(
    (each) =>
      each.step === step.id &&
      (each.field === null || !(each.field in (type?.input_schema.properties ?? {}))),
  );
  return (
    <div className="flex flex-col gap-5">
      {own.map((each) => (
        <Callout key={each.pointer + (each.code ?? each.message)} tone="warn">
          {text(each)}
        </Callout>
      ))}
      {type?.description && <p className="text-muted text-ui">{type.description}</p>}
      {type && effectOf(step, type) === "effect" && (
        <Badge tone="warn" className="self-start">
          {t("inspector.hasEffect")}
        </Badge>
      )}
      {type ? (
        <StepForm step={step} type={type} />
      ) : (
        <Callout tone="warn">{t("inspector.unknownTypeHelp")}</Callout>
      )}
    </div>
  );
}

function Flow({ step }: { step: Step }) {
  return (
    <div className="flex flex-col gap-6">
      <Connections step={step} />
      <PlaceField step={step} />
      <ErrorHandling step={step} />
      <StepIdField step={step} />
    </div>
  );
}
