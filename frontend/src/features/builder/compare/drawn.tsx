/** Steps, containers and wires that are only looked at, with the mark of what changed about them. */
import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  Handle,
  type NodeProps,
  Position,
} from "@xyflow/react";
import { memo, useContext } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { Mark, useKindWord } from "@/parts/changes/mark";
import { IconTile } from "@/ui/step-icon";
import { exitY, hasHeadExit, IN, outHandle, type StepNodeType, type WireType } from "../canvas/flow";
import { useExitWord } from "../exit-word";
import { ERROR_PORT } from "../model/graph";
import { portName } from "../model/ports";
import { MarksContext } from "./marks";

export const DrawnStep = memo(function DrawnStep({
  id,
  data,
  selected,
  type: node,
}: NodeProps<StepNodeType>) {
  const { t } = useTranslation("builder");
  const { step, type, exits, used } = data;
  const mark = useContext(MarksContext).steps.get(id);
  const word = useKindWord();
  const exitWord = useExitWord();
  const title = step.name || type?.name || step.id;
  const frame = node === "frame";
  return (
    <div
      className={cx(
        "step-card",
        frame && "step-frame is-open",
        mark && `mark-${mark}`,
        selected && "is-selected",
      )}
    >
      {mark && (
        <span className="drawn-mark" aria-hidden>
          <Mark kind={mark} />
        </span>
      )}
      <Handle
        id={IN}
        type="target"
        position={Position.Left}
        className="step-dot"
        isConnectable={false}
        style={{ top: 32 }}
      />
      <button
        type="button"
        tabIndex={mark ? 0 : -1}
        aria-pressed={selected}
        className={cx("drawn-head", frame && "frame-head")}
      >
        <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={32} />
        <span className="step-words min-w-0 flex-1 text-left">
          <span className="block truncate text-ui font-medium">{title}</span>
          <span className="block truncate text-caption text-muted">{type?.name ?? step.type}</span>
        </span>
        {mark && <span className="sr-only">{word(mark)}</span>}
      </button>
      {!frame &&
        exits.length > 1 &&
        exits.map((exit) => (
          <div
            key={exit.name}
            className="step-words flex h-[26px] items-center justify-end border-line/60 border-t pr-4 pl-3"
          >
            <span className="truncate text-caption text-muted">{exitWord(exit)}</span>
          </div>
        ))}
      {exits.map((exit, at) => (
        <Out key={exit.name} port={portName(exit)} top={exitY(at, exits.length)} />
      ))}
      {hasHeadExit(exits) && (
        <Out port={undefined} top={32} className={cx("step-dot-any", used.has("") && "is-used")} />
      )}
      <Handle
        id={outHandle(ERROR_PORT)}
        type="source"
        position={Position.Bottom}
        title={t("canvas.errorExit")}
        isConnectable={false}
        className={cx("step-dot step-dot-error", used.has(ERROR_PORT) && "is-used")}
        style={{ left: "auto", right: 16 }}
      />
    </div>
  );
});

function Out({ port, top, className }: { port: string | undefined; top: number; className?: string }) {
  return (
    <Handle
      id={outHandle(port)}
      type="source"
      position={Position.Right}
      isConnectable={false}
      className={cx("step-dot", className)}
      style={{ top }}
    />
  );
}

export const DrawnWire = memo(function DrawnWire(props: EdgeProps<WireType>) {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, curvature: 0.3 };
  const [path, x, y] = getBezierPath(ends);
  const mark = useContext(MarksContext).edges.get(id);
  const kind = data?.broken ? "is-broken" : data?.edge.port === ERROR_PORT ? "is-error" : "";
  return (
    <>
      <BaseEdge id={id} path={path} className={cx("wire", kind, mark && `mark-${mark}`)} />
      {mark && (
        <EdgeLabelRenderer>
          <span
            className="drawn-wire-mark"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            <Mark kind={mark} />
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
