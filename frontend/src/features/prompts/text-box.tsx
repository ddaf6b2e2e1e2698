/** A text of a prompt: a plain box until the editor is there, then one that marks what is filled in. */
import { useEffect, useRef, useState } from "react";
import { cx } from "@/lib/cx";
import { Field } from "@/ui/field";
import { Textarea } from "@/ui/input";
import type { TextEditor } from "./liquid-editor";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  help?: string;
  placeholder?: string;
  disabled?: boolean;
  rows?: number;
  aside?: React.ReactNode;
}

export function TextBox({
  label,
  value,
  onChange,
  error,
  help,
  placeholder,
  disabled,
  rows = 3,
  aside,
}: Props) {
  return (
    <Field label={label} error={error} help={help} aside={aside}>
      {(control) => (
        <Box
          attributes={{ ...control, "aria-label": label }}
          value={value}
          onChange={onChange}
          error={error}
          placeholder={placeholder ?? ""}
          disabled={disabled ?? false}
          rows={rows}
        />
      )}
    </Field>
  );
}

interface BoxProps {
  attributes: Record<string, unknown>;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  placeholder: string;
  disabled: boolean;
  rows: number;
}

function Box({ attributes, value, onChange, error, placeholder, disabled, rows }: BoxProps) {
  const place = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const [editor, setEditor] = useState<TextEditor | null>(null);
  const latest = useRef({ value, onChange, attributes });
  latest.current = { value, onChange, attributes };

  useEffect(() => {
    let opened: TextEditor | null = null;
    let gone = false;
    import("./liquid-editor").then(
      ({ openTextEditor }) => {
        if (gone || !place.current) return;
        const hadFocus = document.activeElement === plain.current;
        opened = openTextEditor(place.current, {
          value: latest.current.value,
          attributes: named(latest.current.attributes),
          placeholder,
          readOnly: disabled,
          onChange: (next) => latest.current.onChange(next),
        });
        setEditor(opened);
        if (hadFocus) opened.focus();
      },
      () => undefined, // Offline: the plain box stays.
    );
    return () => {
      gone = true;
      opened?.close();
      setEditor(null);
    };
  }, [placeholder, disabled]);

  useEffect(() => editor?.setValue(value), [editor, value]);
  useEffect(() => {
    const line = Number(/^\S+ (\d+):/.exec(error ?? "")?.[1] ?? 1);
    editor?.setFault(error ? { line, message: error } : null);
  }, [editor, error]);
  return (
    <>
      {!editor && (
        <Textarea
          {...attributes}
          ref={plain}
          rows={rows}
          value={value}
          disabled={disabled}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
          className="font-mono text-[13px]"
        />
      )}
      <div
        ref={place}
        style={{ minHeight: rows * 20 + 16 }}
        className={cx(
          "max-h-[45vh] overflow-auto rounded-control border bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-accent/30 hover:border-line-strong",
          error ? "border-err" : "border-line",
          !editor && "hidden",
        )}
      />
    </>
  );
}

function named(attributes: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}
