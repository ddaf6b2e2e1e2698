/**
 * The editor for code and JSON: colours, brackets, undo of its own, completion of what may be used, and marks where JSON goes wrong or the
 * server objects to it. Heavy, and without React; `CodeField` loads it when the field is first used. Tab leaves the field, as in
 * every other.
 */
import { type CompletionSource, closeBrackets } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  ensureSyntaxTree,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  syntaxTree,
} from "@codemirror/language";
import { type Diagnostic, forceLinting, linter } from "@codemirror/lint";
import { EditorSelection, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { FieldControl } from "@/ui/field";
import type { Known } from "../../model/completion";
import type { FieldFault } from "../../model/faults";
import { readJson } from "../../model/json";
import type { Language, Suggestion } from "./code-field";
import { attributes, colours, handleOf, looks, telling } from "./editor-looks";
import type { Beginning, OpenEditor } from "./lazy-editor";
import { completing, proposing, type Words } from "./proposals";

type SyntaxNode = ReturnType<typeof syntaxTree>["topNode"];

export interface EditorOptions {
  control: FieldControl;
  label: string;
  language: Language;
  disabled: boolean;
  /** What code is given. */
  suggestions: () => readonly Suggestion[];
  /** What stands in braces in JSON may use. */
  known: () => Known;
  words: Words;
  /** The words for what is no JSON from here on. */
  faultAt: (line: number, column: number) => string;
}

export interface CodeEditor extends OpenEditor {
  setFaults: (faults: readonly FieldFault[]) => void;
}

export function openEditor(
  place: HTMLElement,
  { value, selection, onChange }: Beginning,
  options: EditorOptions,
): CodeEditor {
  const { control, label, language, disabled, suggestions, known, words, faultAt } = options;
  let faults: readonly FieldFault[] = [];
  const source = language === "json" ? completing(known, words, false) : given(suggestions);
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: value,
      selection: EditorSelection.range(selection.anchor, selection.head),
      extensions: [
        ...basics,
        language === "json"
          ? [json(), linter(lintJson(faultAt, () => faults))]
          : [python(), indentUnit.of("    ")],
        proposing(source, words),
        EditorView.contentAttributes.of(attributes(control, label)),
        EditorState.readOnly.of(disabled),
        telling(onChange),
      ],
    }),
  });
  view.focus();
  return {
    ...handleOf(view),
    setFaults(next) {
      faults = next;
      forceLinting(view);
    },
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
  keymap.of([...defaultKeymap.filter((each) => each.key !== "Mod-Enter"), ...historyKeymap]),
];

function lintJson(
  words: EditorOptions["faultAt"],
  faults: () => readonly FieldFault[],
): (view: EditorView) => Diagnostic[] {
  return (view) => {
    const text = view.state.doc.toString();
    if (text.trim() === "") return [];
    const read = readJson(text);
    if (read.ok) return faults().map((each) => ({ ...valueAt(view, each.path), ...problem(each.message) }));
    const line = view.state.doc.line(Math.min(read.line, view.state.doc.lines));
    const from = Math.min(line.from + read.column - 1, line.to);
    const to = Math.min(from + 1, view.state.doc.length);
    return [{ from, to, ...problem(words(read.line, read.column)) }];
  };
}

function problem(message: string): { severity: "error"; message: string } {
  return { severity: "error", message };
}

/** Where the value at this path stands; as deep as there is one. */
function valueAt(view: EditorView, path: readonly string[]): { from: number; to: number } {
  const tree = ensureSyntaxTree(view.state, view.state.doc.length) ?? syntaxTree(view.state);
  let node = tree.topNode.firstChild;
  for (const name of path) {
    const next: SyntaxNode | null = node && memberOf(node, name, view.state);
    if (next === null) break;
    node = next;
  }
  return node ? { from: node.from, to: node.to } : { from: 0, to: view.state.doc.length };
}

function memberOf(node: SyntaxNode, name: string, state: EditorState): SyntaxNode | null {
  if (node.name === "Array") return valuesIn(node)[Number(name)] ?? null;
  const property = node
    .getChildren("Property")
    .find(
      (each) =>
        each.firstChild && state.sliceDoc(each.firstChild.from, each.firstChild.to) === JSON.stringify(name),
    );
  return property?.lastChild ?? null;
}

function valuesIn(array: SyntaxNode): SyntaxNode[] {
  const values: SyntaxNode[] = [];
  for (let each = array.firstChild; each; each = each.nextSibling)
    if (each.type.name !== "[" && each.type.name !== "]" && each.type.name !== ",") values.push(each);
  return values;
}

/** Completion of what code is given. */
function given(suggestions: () => readonly Suggestion[]): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[\w.[\]"]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    return { from: word.from, options: [...suggestions()], validFor: /^[\w.[\]"]*$/ };
  };
}
