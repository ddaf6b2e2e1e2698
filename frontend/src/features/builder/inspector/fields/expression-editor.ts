/**
 * The editor for one expression, or a text with `{{ … }}` in it: completion of values and functions, colours, and marks where something is
 * wrong. Heavy, and without React; `ExpressionInput` loads it when the field is first used. Tab leaves the field and Esc closes
 * the list of proposals before it does anything else.
 */
import { closeBrackets, completionStatus, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorSelection, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import type { FieldControl } from "@/ui/field";
import { typedBraces } from "../../model/braces";
import { type Known, placeAt } from "../../model/completion";
import type { Fault } from "../../model/faults";
import { attributes, handleOf, looks, telling } from "./editor-looks";
import { expressionColours, expressionLanguage } from "./expression-language";
import type { Beginning, OpenEditor } from "./lazy-editor";
import { completing, proposing, type Words } from "./proposals";

export interface ExpressionOptions {
  control: FieldControl;
  label: string;
  bare: boolean;
  /** Enter submits instead of beginning a line, unless there are several already. */
  singleLine: boolean;
  placeholder: string | undefined;
  known: () => Known;
  words: Words;
}

export interface ExpressionEditor extends OpenEditor {
  setFaults: (faults: readonly Fault[]) => void;
  /** Proposes anew what is proposed just now. */
  refresh: () => void;
}

export function openExpression(
  place: HTMLElement,
  { value, selection, typed, onChange }: Beginning,
  options: ExpressionOptions,
): ExpressionEditor {
  const { control, label, bare, singleLine, words } = options;
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: value,
      selection: EditorSelection.range(selection.anchor, selection.head),
      extensions: [
        history(),
        expressionLanguage(bare),
        syntaxHighlighting(expressionColours),
        proposing(completing(options.known, words, bare), words),
        bare ? closeBrackets() : [],
        EditorView.inputHandler.of(aroundBraces),
        singleLine ? oneLine : [],
        keymap.of([{ key: "F8", run: nextDiagnostic }, ...editing, ...historyKeymap]),
        EditorView.lineWrapping,
        looks,
        likeAnInput,
        options.placeholder ? placeholder(options.placeholder) : [],
        EditorView.contentAttributes.of({
          ...attributes(control, label),
          ...(singleLine ? { "aria-multiline": "false" } : {}),
          spellcheck: bare ? "false" : "true",
        }),
        telling(onChange),
      ],
    }),
  });
  view.focus();
  if (typed && placeAt(value, selection.head, bare)) startCompletion(view);
  return {
    ...handleOf(view),
    refresh() {
      if (completionStatus(view.state) !== null) startCompletion(view);
    },
    setFaults(faults) {
      const length = view.state.doc.length;
      const marks = faults.map(({ from, to, message }) => ({
        from: Math.min(from, length),
        to: Math.min(Math.max(to, from), length),
        severity: "error" as const,
        message,
      }));
      view.dispatch(setDiagnostics(view.state, marks));
    },
  };
}

/** Ctrl+Enter starts a test run wherever one is. */
const editing = defaultKeymap.filter((each) => each.key !== "Mod-Enter");

const likeAnInput = EditorView.theme({
  "&": { fontSize: "inherit" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "20px" },
  ".cm-content": { padding: "7px 0" },
  ".cm-line": { padding: "0 40px 0 12px" },
});

const oneLine: Extension = [
  keymap.of([
    {
      key: "Enter",
      run: (view) => {
        if (view.state.doc.lines > 1) return insertNewline(view);
        view.contentDOM.closest("form")?.requestSubmit();
        return true;
      },
    },
  ]),
  EditorView.clipboardInputFilter.of((text, state) =>
    state.doc.lines > 1 ? text : text.trim().replace(/\s*\n\s*/g, " "),
  ),
];

function aroundBraces(view: EditorView, from: number, to: number, text: string): boolean {
  if (from !== to || text.length !== 1 || view.composing) return false;
  const doc = view.state.doc.toString();
  const found = typedBraces(doc.slice(0, from), doc.slice(from), text);
  if (!found) return false;
  view.dispatch({
    changes: { from, to: from + found.eaten, insert: found.insert },
    selection: { anchor: from + found.caret },
    userEvent: "input.type",
    scrollIntoView: true,
  });
  return true;
}
