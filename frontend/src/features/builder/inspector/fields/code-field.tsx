/** A box for code or JSON: a plain one at first; the editor is loaded when it is first used and takes over where one was. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldControl } from "@/ui/field";
import { Textarea } from "@/ui/input";
import type { EditorOptions, OpenEditor } from "./code-editor";

export type Language = "json" | "python";

export interface Suggestion {
  label: string;
  detail?: string;
}

export interface CodeFieldProps {
  control: FieldControl;
  /** What the field is called; read out while the editor is in place. */
  label: string;
  language: Language;
  value: string;
  onChange: (value: string) => void;
  suggestions?: readonly Suggestion[];
  rows?: number;
  disabled?: boolean;
  placeholder?: string | undefined;
}

type Open = (parent: HTMLElement, options: EditorOptions) => OpenEditor;

export function CodeField(props: CodeFieldProps) {
  const { control, value, onChange, rows = 6, disabled, placeholder } = props;
  const plain = useRef<HTMLTextAreaElement>(null);
  const [loaded, setLoaded] = useState<{ open: Open; caret: number } | null>(null);
  // The plain field goes on working when the editor cannot be loaded, and while another field has the focus.
  const load = async () => {
    try {
      const { openEditor } = await import("./code-editor");
      const field = plain.current;
      if (field && document.activeElement === field)
        setLoaded({ open: openEditor, caret: field.selectionStart });
    } catch {
      // Offline, or an old page after an update: typing goes on as it is.
    }
  };
  if (loaded) return <EditorBox {...props} {...loaded} />;
  return (
    <Textarea
      {...control}
      ref={plain}
      rows={rows}
      value={value}
      disabled={disabled}
      placeholder={placeholder}
      spellCheck={false}
      className="font-mono text-[12.5px]"
      onFocus={() => void load()}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function EditorBox(props: CodeFieldProps & { open: Open; caret: number }) {
  const { control, value, rows = 6, open } = props;
  const { t } = useTranslation("testing");
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<OpenEditor | null>(null);
  const latest = useRef({ ...props, t });
  latest.current = { ...props, t };

  useEffect(() => {
    const { control, label, language, value, caret, disabled } = latest.current;
    const opened = open(place.current as HTMLDivElement, {
      control,
      label,
      language,
      value,
      caret,
      disabled: disabled ?? false,
      onChange: (next) => latest.current.onChange(next),
      suggestions: () => latest.current.suggestions ?? [],
      faultAt: (line, column) => latest.current.t("json.wrongAt", { line, column }),
    });
    editor.current = opened;
    return () => opened.close();
  }, [open]);
  useEffect(() => editor.current?.setValue(value), [value]);
  const invalid = control["aria-invalid"] ?? false;
  useEffect(() => editor.current?.setInvalid(invalid), [invalid]);

  return (
    <div
      ref={place}
      data-invalid={invalid}
      style={{ minHeight: rows * 20 + 18 }}
      className="max-h-[50vh] overflow-auto rounded-control border border-line bg-surface transition-colors focus-within:border-accent focus-within:outline-2 focus-within:outline-accent/30 hover:border-line-strong data-[invalid=true]:border-err"
    />
  );
}
