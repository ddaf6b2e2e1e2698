/** A small drawn picture of a workflow: boxes where its steps stand, wires between them. Colours are the theme's.
 * What it shows is said in words beside it. */
import { useId } from "react";
import type { TemplatePreview } from "@/api/types";
import { cx } from "@/lib/cx";
import { looksOfType } from "@/ui/step-icon";
import { type Picture, pictureOf } from "./graph-picture";

const hues: Record<string, string> = {
  ai: "fill-(--hue-ai)",
  logic: "fill-(--hue-logic)",
  people: "fill-(--hue-people)",
  data: "fill-(--hue-data)",
  app: "fill-(--hue-app)",
};

const MARGIN = 24;

export function GraphPreview({
  preview,
  named = false,
  className,
}: {
  preview: TemplatePreview;
  /** Write the steps' names into the boxes. */
  named?: boolean;
  className?: string;
}) {
  const picture = pictureOf(preview);
  const clip = useId();
  const frames = picture.boxes.filter((box) => box.frame);
  const steps = picture.boxes.filter((box) => !box.frame);
  return (
    <svg
      viewBox={`${-MARGIN} ${-MARGIN} ${picture.width + 2 * MARGIN} ${picture.height + 2 * MARGIN}`}
      preserveAspectRatio="xMidYMid meet"
      className={cx("block size-full", className)}
      aria-hidden
    >
      {frames.map((box) => (
        <Outline key={box.id} box={box} named={named} />
      ))}
      {picture.wires.map((wire) => (
        <path
          key={wire.id}
          d={wire.path}
          fill="none"
          strokeWidth={named ? 2 : 1.5}
          className="stroke-line-strong"
          vectorEffect={named ? undefined : "non-scaling-stroke"}
        />
      ))}
      {steps.map((box) => (
        <Outline key={box.id} box={box} named={named} />
      ))}
      {picture.boxes.map((box) => (
        <BoxFace key={box.id} box={box} named={named} clip={`${clip}${box.id}`} />
      ))}
    </svg>
  );
}

type Box = Picture["boxes"][number];

function Outline({ box, named }: { box: Box; named: boolean }) {
  return (
    <rect
      x={box.x}
      y={box.y}
      width={box.width}
      height={box.height}
      rx={12}
      strokeWidth={named ? 1.5 : 1}
      strokeDasharray={box.frame ? (named ? "8 6" : "4 3") : undefined}
      className={cx("stroke-line-strong", box.frame ? "fill-surface-2" : "fill-surface")}
      vectorEffect={named ? undefined : "non-scaling-stroke"}
    />
  );
}

function BoxFace({ box, named, clip }: { box: Box; named: boolean; clip: string }) {
  const hue = hues[looksOfType(box.type).category] ?? "fill-(--hue-app)";
  return (
    <g>
      <rect x={box.x + 14} y={box.y + 14} width={36} height={36} rx={9} className={cx(hue, "opacity-85")} />
      {named ? (
        <>
          <clipPath id={clip}>
            <rect x={box.x + 58} y={box.y} width={box.width - 66} height={64} />
          </clipPath>
          <text
            x={box.x + 62}
            y={box.y + 38}
            fontSize={17}
            clipPath={`url(#${clip})`}
            className="fill-text font-medium"
          >
            {box.name}
          </text>
          {box.exits.map((exit) => (
            <text
              key={exit.name}
              x={box.x + box.width - 12}
              y={exit.y + 5}
              fontSize={15}
              textAnchor="end"
              className="fill-muted"
            >
              {exit.name}
            </text>
          ))}
        </>
      ) : (
        <rect
          x={box.x + 62}
          y={box.y + 27}
          width={Math.min(box.width - 80, 24 + box.name.length * 7)}
          height={10}
          rx={5}
          className="fill-line-strong opacity-45"
        />
      )}
    </g>
  );
}
