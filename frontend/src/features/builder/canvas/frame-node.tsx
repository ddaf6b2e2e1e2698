/** A container on the canvas: a frame with a head like a step's, around the steps inside it. Folded, it is its head alone. */
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { ChevronDown, ChevronRight, Plus } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconTile } from "@/ui/step-icon";
import { toggleFold } from "../commands/containers";
import { useExitWord } from "../exit-word";
import { membersOf } from "../model/containers";
import { FRAME } from "../model/geometry";
import { ERROR_PORT } from "../model/graph";
import { portName } from "../model/ports";
import { useBuilder, useBuilderStore } from "../stores/context";
import { exitY, IN, type StepNodeType } from "./flow";
import { ErrorExit, Exit, NodeCard, NodeMark, NodeSubtitle } from "./node-parts";
import { PinMark } from "./pin-mark";

export const FrameNode = memo(function FrameNode({ id, data, selected }: NodeProps<StepNodeType>) {
  const { t } = useTranslation("builder");
  const exitWord = useExitWord();
  const { step, type, exits, used } = data;
  const landing = useBuilder((s) => s.landing === id);
  const folded = useBuilder((s) => s.folded.has(id));
  const count = useBuilder((s) => membersOf(s.document.graph, id).length);
  const title = step.name || type?.name || step.id;
  const typeName = type?.name ?? step.type;
  const inside = t("container.steps", { count });
  return (
    <NodeCard
      id={id}
      selected={selected}
      disabled={step.disabled}
      className={cx("step-frame", folded ? "is-folded" : "is-open", landing && "is-landing")}
    >
      <Handle id={IN} type="target" position={Position.Left} className="step-dot" style={{ top: 32 }} />
      <div className="frame-head flex h-16 items-center gap-2.5 px-3">
        <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "logic"} size={32} />
        <div className="step-words flex min-w-0 flex-1 flex-col">
          <p className="truncate text-ui font-medium">{title}</p>
          <NodeSubtitle
            id={id}
            typeName={title === typeName ? inside : `${typeName} · ${inside}`}
            disabled={step.disabled}
          />
        </div>
        <PinMark on={step.pinned !== undefined} />
        <NodeMark id={id} />
        {count > 0 && <FoldButton id={id} folded={folded} title={title} />}
      </div>
      {!folded && count === 0 && <AddFirst id={id} title={title} />}
      {exits.map((exit, at) => (
        <Exit
          key={exit.name}
          id={id}
          port={portName(exit)}
          y={exitY(at, exits.length)}
          free={!used.has(portName(exit) ?? "")}
          label={exitWord(exit)}
        />
      ))}
      <ErrorExit id={id} used={used.has(ERROR_PORT)} />
    </NodeCard>
  );
});

function FoldButton({ id, folded, title }: { id: string; folded: boolean; title: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const Icon = folded ? ChevronRight : ChevronDown;
  const label = t(folded ? "container.unfold" : "container.fold", { name: title });
  return (
    <button
      type="button"
      tabIndex={-1}
      title={label}
      aria-label={label}
      aria-expanded={!folded}
      onClick={(event) => {
        event.stopPropagation();
        toggleFold(store, id);
      }}
      className="frame-fold nodrag nopan"
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}

function AddFirst({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  if (readOnly) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t("container.addInside", { name: title })}
      className="frame-add step-words nodrag nopan"
      style={{ inset: `${FRAME.top - 8}px 24px 24px` }}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        store.getState().set({
          chooser: {
            kind: "add",
            target: { inside: id },
            screen: { x: box.left + box.width / 2, y: box.bottom + 8 },
          },
        });
      }}
    >
      <Plus size={16} aria-hidden />
      {t("container.empty")}
    </button>
  );
}
