/**
 * The editor for code and JSON: colours, brackets, undo of its own, completion of what may be used, and marks where JSON goes wrong.
 * Heavy, and without React; `CodeField` loads it when the field is first used. Tab leaves the field, as in every other.
 */
import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, linter } from "@codemirror/lint";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { FieldControl } from "@/ui/field";
import { readJson } from "../../model/json";
import type { Language, Suggestion } from "./code-field";

/** A change that came from outside, not from who types. */
const fromOutside = Annotation.define<boolean>();

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.propertyName, color: "var(--run)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

const looks = EditorView.theme({
  "&": { fontSize: "12.5px", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono, ui-monospace, monospace)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--soft)",
    color: "var(--text)",
  },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--soft)" },
});

export interface EditorOptions {
  control: FieldControl;
  label: string;
  language: Language;
  value: string;
  /** Where the caret is at first. */
  caret: number;
  disabled: boolean;
  onChange: (value: string) => void;
  suggestions: () => readonly Suggestion[];
  /** The words for what is no JSON from here on. */
  faultAt: (line: number, column: number) => string;
}

export interface OpenEditor {
  setValue: (value: string) => void;
  setInvalid: (invalid: boolean) => void;
  close: () => void;
}

export function openEditor(parent: HTMLElement, options: EditorOptions): OpenEditor {
  const { control, label, language, value, caret, disabled, onChange, suggestions, faultAt } = options;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: value,
      selection: { anchor: Math.min(caret, value.length) },
      extensions: [
        ...basics,
        language === "json" ? [json(), linter(lintJson(faultAt))] : [python(), indentUnit.of("    ")],
        autocompletion({ override: [completing(suggestions, language)] }),
        EditorView.contentAttributes.of({ ...attributes(control), "aria-label": label }),
        EditorState.readOnly.of(disabled),
        EditorView.updateListener.of((update) => {
          const typed = !update.transactions.some((each) => each.annotation(fromOutside));
          if (update.docChanged && typed) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  view.focus();
  return {
    setValue(next) {
      if (view.state.doc.toString() === next) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: next },
        annotations: fromOutside.of(true),
      });
    },
    setInvalid(invalid) {
      if (invalid) view.contentDOM.setAttribute("aria-invalid", "true");
      else view.contentDOM.removeAttribute("aria-invalid");
    },
    close: () => view.destroy(),
  };
}

const basics: Extension[] = [
  history(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  syntaxHighlighting(colours),
  looks,
  EditorView.lineWrapping,
  keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
];

function attributes(control: FieldControl): { [name: string]: string } {
  const described = control["aria-describedby"];
  return {
    id: control.id,
    ...(described ? { "aria-describedby": described } : {}),
    ...(control["aria-required"] ? { "aria-required": "true" } : {}),
  };
}

function lintJson(words: EditorOptions["faultAt"]): (view: EditorView) => Diagnostic[] {
  return (view) => {
    const text = view.state.doc.toString();
    const read = text.trim() === "" ? null : readJson(text);
    if (read === null || read.ok) return [];
    const line = view.state.doc.line(Math.min(read.line, view.state.doc.lines));
    const from = Math.min(line.from + read.column - 1, line.to);
    const message = words(read.line, read.column);
    return [{ from, to: Math.min(from + 1, view.state.doc.length), severity: "error", message }];
  };
}

/** In JSON the names of values count inside `{{ … }}` only; in code everywhere. */
function completing(suggestions: () => readonly Suggestion[], language: Language): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[\w.[\]"]*/);
    if (!word || (word.from === word.to && !context.explicit)) {
      const opened = language === "json" && context.matchBefore(/\{\{ ?$/);
      if (!opened) return null;
    }
    if (language === "json" && !context.matchBefore(/\{\{[^}]*/)) return null;
    return { from: word?.from ?? context.pos, options: [...suggestions()], validFor: /^[\w.[\]"]*$/ };
  };
}
