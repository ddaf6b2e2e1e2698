/** The editor for the texts of prompts: marks what is filled in, numbers the lines, and points at the one that is wrong. Heavy, and without React. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export interface TextEditor {
  setValue: (value: string) => void;
  setFault: (fault: Fault | null) => void;
  focus: () => void;
  close: () => void;
}
export interface Fault {
  line: number;
  message: string;
}
interface Options {
  value: string;
  attributes: Record<string, string>;
  placeholder: string;
  readOnly: boolean;
  onChange: (value: string) => void;
}

const WORDS =
  /^(if|elsif|else|endif|unless|endunless|case|when|endcase|for|endfor|in|break|continue|assign|partial|and|or|contains)\b/;

const liquid = StreamLanguage.define<{ inside: "" | "}}" | "%}" }>({
  startState: () => ({ inside: "" }),
  token(stream, state) {
    if (state.inside) {
      if (stream.match(state.inside)) {
        state.inside = "";
        return "bracket";
      }
      if (stream.match(/^"[^"]*"|^'[^']*'/)) return "string";
      if (stream.match(WORDS)) return "keyword";
      if (stream.match(/^\|\s*\w+/)) return "propertyName";
      if (stream.match(/^[\w.]+/)) return "variableName";
      stream.next();
      return null;
    }
    const opened = stream.match(/^\{\{-?|^\{%-?/);
    if (opened) {
      state.inside = stream.current().startsWith("{{") ? "}}" : "%}";
      return "bracket";
    }
    stream.next();
    stream.eatWhile(/[^{]/);
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.bracket, tags.keyword], color: "var(--accent)" },
  { tag: tags.variableName, color: "var(--run)", fontWeight: "500" },
  { tag: tags.propertyName, color: "var(--warn)" },
  { tag: tags.string, color: "var(--ok)" },
]);

const looks = EditorView.theme({
  "&": { fontSize: "13px", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono, ui-monospace, monospace)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 4px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "0" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
  },
});

export function openTextEditor(place: HTMLElement, options: Options): TextEditor {
  let silent = false;
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: options.value,
      extensions: [
        history(),
        lineNumbers(),
        liquid,
        syntaxHighlighting(colours),
        looks,
        EditorView.lineWrapping,
        placeholder(options.placeholder),
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of(options.attributes),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !silent) options.onChange(update.state.doc.toString());
        }),
        // Tab leaves the field, as in every other.
        keymap.of([...defaultKeymap.filter((each) => each.key !== "Mod-Enter"), ...historyKeymap]),
      ],
    }),
  });
  return {
    setValue(next) {
      if (view.state.doc.toString() === next) return;
      silent = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      silent = false;
    },
    setFault(fault) {
      const line = fault && view.state.doc.line(Math.min(Math.max(fault.line, 1), view.state.doc.lines));
      view.dispatch(
        setDiagnostics(
          view.state,
          fault && line ? [{ from: line.from, to: line.to, severity: "error", message: fault.message }] : [],
        ),
      );
      if (fault) view.contentDOM.setAttribute("aria-invalid", "true");
      else view.contentDOM.removeAttribute("aria-invalid");
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
