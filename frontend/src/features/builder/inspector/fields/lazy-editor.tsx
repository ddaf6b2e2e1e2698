/**
 * A plain text box whose editor is loaded when it is first used and takes over where one was: with what was typed meanwhile, the caret and
 * the focus. The plain box goes on working when the editor cannot be loaded.
 */
import { type RefObject, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { cx } from "@/lib/cx";
import type { FieldControl } from "@/ui/field";
import { controlClass } from "@/ui/input";

export interface OpenEditor {
  setValue: (value: string) => void;
  setInvalid: (invalid: boolean) => void;
  caret: () => number;
  /** Puts the caret there, and the focus. */
  moveTo: (caret: number) => void;
  close: () => void;
}

export interface Beginning {
  value: string;
  selection: { anchor: number; head: number };
  /** Somebody typed before the editor was there. */
  typed: boolean;
  onChange: (value: string) => void;
}

export type Open<E extends OpenEditor> = (place: HTMLElement, beginning: Beginning) => E;

export interface LazyEditorProps<E extends OpenEditor> {
  control: FieldControl;
  value: string;
  onChange: (value: string) => void;
  load: () => Promise<Open<E>>;
  rows: number;
  /** Looks of the text, the same in both. */
  className?: string;
  /** Room around the text of the plain box. */
  room: string;
  label?: string | undefined;
  disabled?: boolean | undefined;
  placeholder?: string | undefined;
  onFocus?: () => void;
  /** What was typed into the plain box, with the caret, once it is certain that there is no editor to come. */
  onPlain?: (value: string, caret: number) => void;
  onOpen?: (editor: E) => void;
  ref?: RefObject<TextPlace | null>;
}

/** Where the caret is, in whichever of the two is there. */
export interface TextPlace {
  caret: () => number | null;
  moveTo: (caret: number) => void;
}

export function LazyEditor<E extends OpenEditor>(props: LazyEditorProps<E>) {
  const { control, value, onChange, load, rows, className, room, label, disabled, placeholder } = props;
  const plain = useRef<HTMLTextAreaElement>(null);
  const state = useRef({ asked: false, failed: false, typed: false, composing: false });
  const ready = useRef<Open<E> | null>(null);
  const [taken, setTaken] = useState<{ open: Open<E>; from: HTMLTextAreaElement } | null>(null);
  const editor = useRef<E | null>(null);
  useImperativeHandle(props.ref, () => ({
    caret: () => editor.current?.caret() ?? plain.current?.selectionStart ?? null,
    moveTo: (caret) => {
      editor.current?.moveTo(caret);
      plain.current?.focus();
      plain.current?.setSelectionRange(caret, caret);
    },
  }));

  // Not while a character is being composed of several presses, and not while another field has the focus.
  const takeOver = () => {
    const field = plain.current;
    const open = ready.current;
    if (!open || !field || state.current.composing || document.activeElement !== field) return;
    flushSync(() => setTaken({ open, from: field }));
  };
  const focus = async () => {
    props.onFocus?.();
    if (disabled) return;
    if (!state.current.asked) {
      state.current.asked = true;
      try {
        ready.current = await load();
      } catch {
        // Offline, or an old page after an update: typing goes on as it is, and the next visit asks again.
        state.current.asked = false;
        state.current.failed = true;
      }
    }
    // A box that goes while it is still being given the focus takes the focus along.
    queueMicrotask(takeOver);
  };
  if (taken) return <EditorBox {...props} {...taken} editor={editor} typed={state.current.typed} />;
  return (
    <textarea
      {...control}
      ref={plain}
      rows={rows}
      value={value}
      disabled={disabled}
      placeholder={placeholder}
      aria-label={label}
      spellCheck={false}
      className={cx(controlClass, "min-h-9 resize-y leading-5 [field-sizing:content]", room, className)}
      onFocus={() => void focus()}
      onCompositionStart={() => {
        state.current.composing = true;
      }}
      onCompositionEnd={() => {
        state.current.composing = false;
        setTimeout(takeOver);
      }}
      onChange={(event) => {
        state.current.typed = true;
        onChange(event.target.value);
        if (state.current.failed) props.onPlain?.(event.target.value, event.target.selectionStart);
      }}
    />
  );
}

interface EditorBoxProps<E extends OpenEditor> extends LazyEditorProps<E> {
  open: Open<E>;
  from: HTMLTextAreaElement;
  typed: boolean;
  editor: RefObject<E | null>;
}

function EditorBox<E extends OpenEditor>(props: EditorBoxProps<E>) {
  const { control, value, rows, open, className, editor } = props;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;

  // In the same breath as the plain box goes: a key pressed in between would get lost.
  useLayoutEffect(() => {
    const { from, typed } = latest.current;
    const opened = open(place.current as HTMLDivElement, {
      value: from.value,
      selection: { anchor: from.selectionStart, head: from.selectionEnd },
      typed,
      onChange: (next) => latest.current.onChange(next),
    });
    editor.current = opened;
    latest.current.onOpen?.(opened);
    const labels = [...document.querySelectorAll(`label[for="${CSS.escape(latest.current.control.id)}"]`)];
    const point = () => opened.moveTo(opened.caret());
    for (const each of labels) each.addEventListener("click", point);
    return () => {
      for (const each of labels) each.removeEventListener("click", point);
      editor.current = null;
      opened.close();
    };
  }, [open, editor]);
  useLayoutEffect(() => editor.current?.setValue(value), [value, editor]);
  const invalid = control["aria-invalid"] ?? false;
  useLayoutEffect(() => editor.current?.setInvalid(invalid), [invalid, editor]);

  return (
    <div
      ref={place}
      data-invalid={invalid}
      style={{ minHeight: rows === 1 ? 36 : rows * 20 + 16 }}
      className={cx(
        "max-h-[50vh] overflow-auto rounded-control border border-line bg-surface transition-colors focus-within:border-accent focus-within:outline-2 focus-within:outline-accent/30 hover:border-line-strong data-[invalid=true]:border-err",
        className,
      )}
    />
  );
}
