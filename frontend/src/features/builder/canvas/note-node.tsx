/** A sticky note on the canvas. Its text is written in place. */
import type { NodeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { sizeNote, writeNote } from "../commands/annotating";
import { stopEditing } from "../commands/chosen-marks";
import { LARGEST_NOTE, LEAST_NOTE, MAX_NOTE_TEXT } from "../model/annotations";
import type { Size } from "../model/geometry";
import { useBuilder, useBuilderStore } from "../stores/context";
import { MarkTools } from "./lazy-tools";
import type { NoteNodeType } from "./marks-flow";
import { focusCanvas } from "./view";

export const NoteNode = memo(function NoteNode({ id, data, selected }: NodeProps<NoteNodeType>) {
  const { t } = useTranslation("builder");
  const { note } = data;
  const store = useBuilderStore();
  const editing = useBuilder((s) => s.editing === id);
  const focused = useBuilder((s) => s.focus === id);
  const readOnly = useBuilder((s) => s.readOnly);
  const alone = useBuilder((s) => selected && s.selected.size === 1 && !s.readOnly);
  const [size, setSize] = useState<Size | null>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a double click is the short way to what Enter and the button do
    <div
      className={cx("note", `mark-${note.colour}`, selected && "is-selected", focused && "is-focused")}
      style={size ? { width: size.width, height: size.height } : undefined}
      onDoubleClick={() => !readOnly && store.getState().set({ editing: id })}
    >
      {editing ? (
        <textarea
          ref={takeFocus}
          aria-label={t("note.text")}
          value={note.text}
          maxLength={MAX_NOTE_TEXT}
          placeholder={t("note.placeholder")}
          className="note-text nodrag nopan nowheel"
          onChange={(event) => writeNote(store, id, event.target.value)}
          onBlur={() => stopEditing(store)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            event.nativeEvent.stopImmediatePropagation();
            stopEditing(store);
            focusCanvas();
          }}
        />
      ) : (
        <p className={cx("note-text", note.text === "" && "text-muted")}>
          {note.text || t("note.placeholder")}
        </p>
      )}
      {alone && !editing && <MarkTools id={id} colour={note.colour} />}
      {alone && (
        <Grip
          size={note}
          onSize={setSize}
          onDone={(next) => {
            setSize(null);
            sizeNote(store, id, next);
          }}
        />
      )}
    </div>
  );
});

function takeFocus(field: HTMLTextAreaElement | null): void {
  if (!field || document.activeElement === field) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}

interface GripProps {
  size: Size;
  onSize: (size: Size) => void;
  onDone: (size: Size) => void;
}

/** The lower right corner. By keyboard, Alt+Shift and the arrows do the same. */
function Grip({ size, onSize, onDone }: GripProps) {
  const { t } = useTranslation("builder");
  const start = (event: React.PointerEvent<HTMLDivElement>) => {
    const grip = event.currentTarget;
    const node = grip.closest<HTMLElement>(".react-flow__node");
    if (!node) return;
    event.stopPropagation();
    grip.setPointerCapture(event.pointerId);
    const zoom = node.getBoundingClientRect().width / node.offsetWidth;
    const from = { x: event.clientX, y: event.clientY };
    const sizeAt = (at: PointerEvent): Size => ({
      width: within(size.width + (at.clientX - from.x) / zoom, LEAST_NOTE.width, LARGEST_NOTE.width),
      height: within(size.height + (at.clientY - from.y) / zoom, LEAST_NOTE.height, LARGEST_NOTE.height),
    });
    const move = (at: PointerEvent) => onSize(sizeAt(at));
    const end = (at: PointerEvent) => {
      grip.removeEventListener("pointermove", move);
      onDone(sizeAt(at));
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  };
  return (
    <div
      className="note-grip nodrag nopan"
      title={t("note.resize")}
      onPointerDown={start}
      aria-hidden="true"
    />
  );
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
