/** Zoom, fit, tidy: the canvas' own toolbar, drawn from the registry. */
import { useViewport } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { CommandButton } from "../commands/command-button";

export function CanvasToolbar() {
  const { t } = useTranslation("builder");
  return (
    <div
      role="toolbar"
      aria-label={t("canvas.toolbar")}
      className="absolute bottom-3 left-3 z-10 flex items-center gap-0.5 rounded-menu border border-line bg-surface p-1"
    >
      <CommandButton id="zoomOut" side="top" />
      <Zoom />
      <CommandButton id="zoomIn" side="top" />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <CommandButton id="fit" side="top" />
      <CommandButton id="tidy" side="top" />
      <CommandButton id="note" side="top" />
      <CommandButton id="find" side="top" />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <CommandButton id="minimap" side="top" />
      <CommandButton id="snap" side="top" />
      <CommandButton id="guides" side="top" />
    </div>
  );
}

function Zoom() {
  const { zoom } = useViewport();
  return <span className="w-11 text-center text-caption text-muted tabular">{Math.round(zoom * 100)} %</span>;
}
