/** Tells what happened: quietly to screen readers, and as a toast when something was refused. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/company";
import { toast } from "@/ui/toast";
import { nameOf, titleOf } from "./commands/actions";
import { type Colour, isMark } from "./model/annotations";
import { insideOf, membersOf, scopeOf } from "./model/containers";
import { runOrder, stepOf } from "./model/graph";
import { groupOf } from "./model/groups";
import { exitsOf } from "./model/ports";
import { useBuilder, useBuilderStore } from "./stores/context";
import type { BuilderState } from "./stores/store";

export function Announcer() {
  const { t } = useTranslation("builder");
  const said = useBuilder((s) => s.said);
  const focus = useFocusWords();
  const label = typeof said?.values.label === "string" ? said.values.label : null;
  const who = useWho(said?.values.who);
  const words = said
    ? t(said.key, { ...said.values, ...(label ? { what: t(label, said.values) } : {}), ...who })
    : "";
  const refused = said?.tone === "refused";
  const undoable = said?.tone === "undo";
  const nth = said?.nth;
  const store = useBuilderStore();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words may be said twice
  useEffect(() => {
    if (refused) toast.say(words);
    if (undoable) toast.say(words, { action: { label: t("command.undo"), onClick: store.getState().undo } });
  }, [refused, undoable, words, nth]);
  return (
    <>
      <p className="sr-only" aria-live="polite">
        {words}
      </p>
      <p className="sr-only" aria-live="polite">
        {focus}
      </p>
    </>
  );
}

/** The name of whoever changed what I wanted to undo. Asked for as soon as others have changed the draft. */
function useWho(by: string | number | undefined): { who?: string } {
  const { t } = useTranslation("builder");
  const isShared = useBuilder((s) => s.document.others.length > 0);
  const members = useMembers(isShared).data?.items;
  return by === undefined ? {} : { who: members?.find((each) => each.user_id === by)?.name ?? t("someone") };
}

/** "Ask for approval, step 3 of 7, 1 problem, leads to Pay". */
function useFocusWords(): string {
  const { t } = useTranslation("builder");
  const id = useBuilder((s) => s.focus);
  const words = useBuilder((s) => (id ? wordsFor(s, id) : null));
  const mark = useBuilder((s) => (id && isMark(id) ? markWords(s, id) : null));
  const text = words ? (JSON.parse(words) as FocusWords) : null;
  if (mark) {
    const { kind, name, colour, members, around } = JSON.parse(mark) as MarkWords;
    const parts = [t(`${kind}.called`, { name: name || t(`${kind}.unnamed`) }), t(`colour.${colour}`)];
    if (kind === "group") parts.push(t("group.members", { count: members }));
    if (around !== null) parts.push(t("focus.inGroup", { name: around || t("group.unnamed") }));
    return parts.join(", ");
  }
  if (!text) return "";
  const place = { nth: text.nth, total: text.total, around: text.around };
  const parts = [text.name, t(text.around ? "focus.placeInside" : "focus.place", place)];
  if (text.group !== null) parts.push(t("focus.inGroup", { name: text.group || t("group.unnamed") }));
  if (text.inside > 0) parts.push(t("focus.inside", { count: text.inside }));
  if (text.problems > 0) parts.push(t("outline.problems", { count: text.problems }));
  parts.push(text.to ? t("focus.leadsTo", { names: text.to }) : t(text.end ? "flow.end" : "flow.nowhere"));
  return parts.join(", ");
}

interface FocusWords {
  name: string;
  nth: number;
  total: number;
  /** The container it stands in. */
  around: string;
  /** The name of the group it is in; empty where that has none yet. */
  group: string | null;
  inside: number;
  problems: number;
  to: string;
  end: boolean;
}

interface MarkWords {
  kind: "note" | "group";
  name: string;
  colour: Colour;
  members: number;
  around: string | null;
}

function markWords(state: BuilderState, id: string): string | null {
  const { graph } = state.document;
  const note = graph.notes.find((each) => each.id === id);
  const group = graph.groups.find((each) => each.id === id);
  const mark = note ?? group;
  if (!mark) return null;
  const words: MarkWords = {
    kind: note ? "note" : "group",
    name: note ? note.text : (group?.name ?? ""),
    colour: mark.colour,
    members: group?.members.length ?? 0,
    around: groupOf(graph, id)?.name ?? null,
  };
  return JSON.stringify(words);
}

/** As text, so that the same words do not draw again. */
function wordsFor(state: BuilderState, id: string): string | null {
  const { graph } = state.document;
  const step = stepOf(graph, id);
  if (!step) return null;
  const to = graph.edges.filter((each) => each.from === id).map((each) => each.to);
  const names = to.slice(0, 4).map((each) => titleOf(stepOf(graph, each) ?? step, state));
  const scope = scopeOf(graph, id);
  const members = new Set(membersOf(graph, scope).map((each) => each.id));
  const order = runOrder(graph).filter((each) => members.has(each));
  const words: FocusWords = {
    name: titleOf(step, state),
    nth: order.indexOf(id) + 1,
    total: order.length,
    around: scope === null ? "" : nameOf(state, scope),
    group: groupOf(graph, id)?.name ?? null,
    inside: insideOf(graph, [id]).size,
    problems: state.problems.filter((each) => each.step === id).length,
    to: names.join(", "),
    end: exitsOf(step, state.types.get(step.type)).length === 0,
  };
  return JSON.stringify(words);
}
