/** What may be written, as the editors show it: in groups, with what each value was last. */
import {
  autocompletion,
  type Completion,
  type CompletionSource,
  closeCompletion,
} from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";
import { type Known, type Place, type Proposal, placeAt, proposalsAt } from "../../model/completion";

/** What the editors say, in the language of who uses them. */
export interface Words {
  list: string;
  group: (group: Proposal["group"]) => string;
  detail: (proposal: Proposal) => string;
}

/** `bare`: the whole text is an expression; else only what stands in braces. */
export function completing(known: () => Known, words: Words, bare: boolean): CompletionSource {
  return ({ state, pos, explicit }) => {
    const place = placeAt(state.doc.toString(), pos, bare);
    if (!place || !(explicit || isAsking(place, bare))) return null;
    const proposals = proposalsAt(place, known());
    const ranks = new Map([...new Set(proposals.map((each) => each.group))].map((group, at) => [group, at]));
    return {
      from: place.from,
      options: proposals.map((each) => option(each, place, ranks.get(each.group) ?? 0, words)),
    };
  };
}

/** A list that comes up where nobody asked for it is in the way: not after every blank. */
function isAsking(place: Place, bare: boolean): boolean {
  return place.path !== "" || place.kind === "call" || (place.first && !bare);
}

function option(proposal: Proposal, place: Place, rank: number, words: Words): Completion {
  const before = proposal.replaces === "word" ? place.path.slice(0, place.word - place.from) : "";
  return {
    label: before + proposal.label,
    ...(before ? { displayLabel: proposal.label } : {}),
    detail: words.detail(proposal),
    ...(proposal.example ? { info: proposal.example } : {}),
    section: { name: words.group(proposal.group), rank },
    apply: (view, _completion, from, to) => write(view, from, to, before, proposal),
  };
}

function write(view: EditorView, from: number, to: number, before: string, proposal: Proposal): void {
  const called = view.state.sliceDoc(to, to + 1) === "(";
  const { text, caret } =
    proposal.insert && !called ? proposal.insert : { text: proposal.label, caret: proposal.label.length };
  view.dispatch({
    changes: { from, to, insert: before + text },
    selection: { anchor: from + before.length + caret },
    userEvent: "input.complete",
    scrollIntoView: true,
  });
}

/** Proposals from this source, in its order where they fit equally well. */
export function proposing(source: CompletionSource, words: Words): Extension {
  return [
    autocompletion({ override: [source], icons: false, compareCompletions: () => 0 }),
    EditorState.phrases.of({ Completions: words.list }),
    closesFirst,
  ];
}

/** Esc closes the list of proposals before a dialog or the builder hears of it: they listen on the document, and some before anybody else. */
const closesFirst = ViewPlugin.define((view) => {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing || !view.hasFocus || !closeCompletion(view)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("keydown", onKey, true);
  return { destroy: () => window.removeEventListener("keydown", onKey, true) };
});
