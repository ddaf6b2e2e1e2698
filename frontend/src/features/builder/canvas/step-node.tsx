/** One step on the canvas: what it is, its exits, what is wrong with it, and how it fares in the run that is shown. */
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconTile } from "@/ui/step-icon";
import { useExitWord } from "../exit-word";
import { ERROR_PORT } from "../model/graph";
import { portName } from "../model/ports";
import { exitY, hasHeadExit, IN, outHandle, type StepNodeType } from "./flow";
import { ErrorExit, Exit, NodeCard, NodeMark, NodeSubtitle } from "./node-parts";
import { PinMark } from "./pin-mark";

export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<StepNodeType>) {
  const { t } = useTranslation("builder");
  const { step, type, exits, used } = data;
  const exitWord = useExitWord();
  const typeName = type?.name ?? step.type;
  const unnamed = !step.name || step.name === typeName;
  const subtitle =
    unnamed && type ? t(`category.${type.category}`, { defaultValue: type.category }) : typeName;
  return (
    <NodeCard id={id} selected={selected} disabled={step.disabled}>
      <Handle id={IN} type="target" position={Position.Left} className="step-dot" style={{ top: 32 }} />
      <div className="flex h-16 items-center gap-2.5 px-3">
        <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={32} />
        <div className="step-words flex min-w-0 flex-1 flex-col">
          <p className="truncate text-ui font-medium">{step.name || type?.name || step.id}</p>
          <NodeSubtitle id={id} typeName={subtitle} disabled={step.disabled} />
        </div>
        <PinMark on={step.pinned !== undefined} />
        <NodeMark id={id} />
      </div>
      {exits.length > 1 &&
        exits.map((exit) => (
          <div
            key={exit.name}
            className="step-words flex h-[26px] items-center justify-end border-line/60 border-t pr-4 pl-3"
          >
            <span className="truncate text-caption text-muted">{exitWord(exit)}</span>
          </div>
        ))}
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
      {hasHeadExit(exits) && (
        <Handle
          id={outHandle(undefined)}
          type="source"
          position={Position.Right}
          title={t("canvas.anyExit")}
          className={cx("step-dot step-dot-any", used.has("") && "is-used")}
          style={{ top: 32 }}
        />
      )}
      <ErrorExit id={id} used={used.has(ERROR_PORT)} />
    </NodeCard>
  );
});
