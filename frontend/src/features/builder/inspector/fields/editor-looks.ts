/** What the editors of the inspector have in common: colours and tooltips, and a field's attributes on what is edited. */
import { HighlightStyle } from "@codemirror/language";
import { Annotation, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { FieldControl } from "@/ui/field";
import type { OpenEditor } from "./lazy-editor";

/** A change that came from outside, not from who types. */
const fromOutside = Annotation.define<boolean>();

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.propertyName, color: "var(--run)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

export const looks = EditorView.theme({
  "&": { fontSize: "12.5px", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono, ui-monospace, monospace)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-tooltip": {
    fontFamily: "var(--font-sans)",
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "var(--shadow-overlay)",
    zIndex: "60",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "inherit",
    maxHeight: "16rem",
    padding: "4px",
    minWidth: "14rem",
    maxWidth: "min(34rem, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    gap: "12px",
    padding: "3px 8px",
    minHeight: "24px",
    lineHeight: "20px",
    borderRadius: "6px",
    fontSize: "12.5px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--soft)",
    color: "var(--text)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": {
    padding: "6px 8px 2px",
    border: "0",
    fontSize: "12px",
    fontWeight: "500",
    color: "var(--muted)",
    opacity: "1",
  },
  ".cm-completionLabel": { fontFamily: "var(--font-mono, ui-monospace, monospace)", flexShrink: "0" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
  ".cm-completionDetail": {
    color: "var(--muted)",
    fontStyle: "normal",
    fontSize: "12px",
    margin: "0 0 0 auto",
    minWidth: "0",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
  },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "20rem", fontSize: "12px" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "3px solid var(--err)", fontSize: "12px" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--soft)" },
});

export function attributes(control: FieldControl, label: string): { [name: string]: string } {
  const described = control["aria-describedby"];
  return {
    id: control.id,
    "aria-label": label,
    ...(described ? { "aria-describedby": described } : {}),
    ...(control["aria-required"] ? { "aria-required": "true" } : {}),
  };
}

/** Tells what was typed, and not what `handleOf` put in. */
export function telling(onChange: (value: string) => void): Extension {
  return EditorView.updateListener.of((update) => {
    const typed = !update.transactions.some((each) => each.annotation(fromOutside));
    if (update.docChanged && typed) onChange(update.state.doc.toString());
  });
}

export function handleOf(view: EditorView): OpenEditor {
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
    caret: () => view.state.selection.main.head,
    moveTo: (caret) => {
      view.dispatch({ selection: { anchor: Math.min(caret, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    close: () => view.destroy(),
  };
}
