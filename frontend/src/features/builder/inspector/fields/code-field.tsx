/** A box for code or JSON: a plain one at first; the editor is loaded when it is first used. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldControl } from "@/ui/field";
import type { Known } from "../../model/completion";
import type { FieldFault } from "../../model/faults";
import type { CodeEditor } from "./code-editor";
import { type Beginning, LazyEditor } from "./lazy-editor";
import { nothingKnown, wordsOf } from "./proposable";

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
  /** What code is given. */
  suggestions?: readonly Suggestion[];
  /** What stands in braces in JSON may use. */
  known?: () => Known;
  faults?: readonly FieldFault[] | undefined;
  onOpen?: () => void;
  rows?: number;
  disabled?: boolean;
  placeholder?: string | undefined;
}

export function CodeField(props: CodeFieldProps) {
  const { control, label, value, onChange, faults = [], rows = 6, disabled, placeholder } = props;
  const { t, i18n } = useTranslation("testing");
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const load = async () => {
    const [{ openEditor }] = await Promise.all([import("./code-editor"), i18n.loadNamespaces("expressions")]);
    return (place: HTMLElement, beginning: Beginning) =>
      openEditor(place, beginning, {
        control: latest.current.control,
        label,
        language: latest.current.language,
        disabled: disabled ?? false,
        suggestions: () => latest.current.suggestions ?? [],
        known: () => latest.current.known?.() ?? nothingKnown,
        words: wordsOf(i18n.getFixedT(null, "expressions")),
        faultAt: (line, column) => t("json.wrongAt", { line, column }),
      });
  };
  const key = JSON.stringify(faults);
  useEffect(() => editor?.setFaults(JSON.parse(key)), [editor, key]);
  return (
    <LazyEditor
      control={control}
      label={label}
      rows={rows}
      value={value}
      disabled={disabled}
      placeholder={placeholder}
      load={load}
      onChange={onChange}
      onOpen={(opened) => {
        setEditor(opened);
        props.onOpen?.();
      }}
      room="py-2"
      className="font-mono text-[12.5px]"
    />
  );
}
