/** A wire between two steps. Pointed at or selected, it offers to take a step in or to go away. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { removeSelected } from "../commands/actions";
import { ERROR_PORT } from "../model/graph";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useWireState } from "../stores/run-store";
import type { WireType } from "./flow";

export const Wire = memo(function Wire(props: EdgeProps<WireType>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const [path, middleX, middleY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    curvature: 0.3,
  });
  const state = useWireState(data?.edge);
  const [near, setNear] = useState(false);
  const readOnly = useBuilder((s) => s.readOnly);
  const kind = data?.broken ? "is-broken" : data?.edge.port === ERROR_PORT ? "is-error" : "";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only reveals buttons that the selection and the keys reach too
    <g onMouseEnter={() => setNear(true)} onMouseLeave={() => setNear(false)}>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={28}
        className={cx("wire", kind, `wire-${state}`, selected && "is-selected")}
      />
      {data && !readOnly && (near || selected) && (
        <EdgeLabelRenderer>
          <WireButtons edge={data.edge} x={middleX} y={middleY} onNear={setNear} />
        </EdgeLabelRenderer>
      )}
    </g>
  );
});

interface WireButtonsProps {
  edge: NonNullable<WireType["data"]>["edge"];
  x: number;
  y: number;
  onNear: (near: boolean) => void;
}

function WireButtons({ edge, x, y, onNear }: WireButtonsProps) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps the buttons while the pointer is on them
    <div
      className="wire-buttons nodrag nopan"
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      onMouseEnter={() => onNear(true)}
      onMouseLeave={() => onNear(false)}
    >
      <button
        type="button"
        tabIndex={-1}
        title={t("canvas.insert")}
        aria-label={t("canvas.insert")}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          store.getState().set({
            chooser: { kind: "add", target: { edge }, screen: { x: box.right + 8, y: box.top - 12 } },
          });
        }}
      >
        <Plus size={14} aria-hidden />
      </button>
      <button
        type="button"
        tabIndex={-1}
        title={t("canvas.disconnect")}
        aria-label={t("canvas.disconnect")}
        onClick={() => {
          store.getState().selectEdge(edge);
          removeSelected(store);
        }}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
