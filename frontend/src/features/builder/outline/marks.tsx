/** Notes and groups in the outline: everything the canvas can do with them, without pointing. */
import { MoreHorizontal, Trash2, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/button";
import { Input } from "@/ui/input";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { ColourMenu } from "../canvas/mark-tools";
import { nameOf, removeSelected } from "../commands/actions";
import {
  group as groupSelected,
  regroup,
  renameGroup,
  stretchNote,
  ungroup,
  writeNote,
} from "../commands/annotating";
import { groupsFor, stopEditing } from "../commands/chosen-marks";
import { duplicate } from "../commands/copying";
import { type Group, MAX_GROUP_NAME, MAX_NOTE_TEXT, type Note } from "../model/annotations";
import { groupOf } from "../model/groups";
import { useBuilder, useBuilderStore } from "../stores/context";

export function OutlineMarks() {
  const { t } = useTranslation("builder");
  const notes = useBuilder((s) => s.document.graph.notes);
  const groups = useBuilder((s) => s.document.graph.groups);
  return (
    <div className="mx-auto mt-6 flex max-w-3xl flex-col gap-6">
      {groups.length > 0 && (
        <section aria-labelledby="outline-groups" className="flex flex-col gap-2">
          <h2 id="outline-groups" className="font-semibold text-ui">
            {t("outline.groups")}
          </h2>
          <ul className="flex flex-col gap-2">
            {groups.map((each) => (
              <GroupRow key={each.id} group={each} />
            ))}
          </ul>
        </section>
      )}
      {notes.length > 0 && (
        <section aria-labelledby="outline-notes" className="flex flex-col gap-2">
          <h2 id="outline-notes" className="font-semibold text-ui">
            {t("outline.notes")}
          </h2>
          <ul className="flex flex-col gap-2">
            {notes.map((each, at) => (
              <NoteRow key={each.id} note={each} nth={at + 1} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** What was just added, or is to be written in, gets the focus; Escape leaves it for the row's menu. */
function useWriting<E extends HTMLElement>(id: string) {
  const writing = useBuilder((s) => s.editing === id);
  const field = useRef<E>(null);
  const store = useBuilderStore();
  useEffect(() => {
    if (!writing) return;
    field.current?.focus();
    stopEditing(store);
  }, [writing, store]);
  return field;
}

function useSelect(id: string): () => void {
  const store = useBuilderStore();
  return () => store.getState().select([id]);
}

function NoteRow({ note, nth }: { note: Note; nth: number }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const selected = useBuilder((s) => s.selected.has(note.id));
  const group = useBuilder((s) => groupOf(s.document.graph, note.id));
  const field = useWriting<HTMLTextAreaElement>(note.id);
  const select = useSelect(note.id);
  const on = (act: () => void) => () => {
    select();
    act();
  };
  return (
    <li
      className={cx(
        "flex items-start gap-2 rounded-card border bg-surface py-2 pr-2 pl-3",
        selected ? "border-accent" : "border-line",
      )}
    >
      <div className="min-w-0 flex-1">
        <textarea
          ref={field}
          aria-label={t("outline.note", { nth })}
          value={note.text}
          maxLength={MAX_NOTE_TEXT}
          readOnly={readOnly}
          placeholder={t("note.placeholder")}
          rows={Math.min(8, Math.max(2, note.text.split("\n").length))}
          className={cx("note w-full resize-y px-3 py-2 text-ui", `mark-${note.colour}`)}
          onFocus={select}
          onChange={(event) => writeNote(store, note.id, event.target.value)}
        />
        {group && (
          <p className="text-caption text-muted">
            {t("group.called", { name: group.name || t("group.unnamed") })}
          </p>
        )}
      </div>
      {!readOnly && (
        <>
          <ColourMenu colour={note.colour} onOpen={select} />
          <Menu
            trigger={
              <IconButton size="sm" label={t("outline.moreForNote", { nth })}>
                <MoreHorizontal size={16} aria-hidden />
              </IconButton>
            }
          >
            <MenuItem onSelect={on(() => duplicate(store))}>{t("command.duplicate")}</MenuItem>
            <MenuItem onSelect={on(() => stretchNote(store, 80, 0))}>{t("command.noteWider")}</MenuItem>
            <MenuItem onSelect={on(() => stretchNote(store, -80, 0))}>{t("command.noteNarrower")}</MenuItem>
            <MenuItem onSelect={on(() => stretchNote(store, 0, 80))}>{t("command.noteTaller")}</MenuItem>
            <MenuItem onSelect={on(() => stretchNote(store, 0, -80))}>{t("command.noteShorter")}</MenuItem>
            <GroupItems id={note.id} />
            <MenuSeparator />
            <MenuItem
              danger
              icon={<Trash2 size={16} aria-hidden />}
              onSelect={on(() => removeSelected(store))}
            >
              {t("command.remove")}
            </MenuItem>
          </Menu>
        </>
      )}
    </li>
  );
}

function GroupRow({ group }: { group: Group }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const state = useBuilder((s) => s);
  const field = useWriting<HTMLInputElement>(group.id);
  const select = useSelect(group.id);
  const name = group.name || t("group.unnamed");
  const on = (act: () => void) => () => {
    select();
    act();
  };
  return (
    <li
      className={cx(
        "flex flex-col gap-2 rounded-card border bg-surface py-2 pr-2 pl-3",
        state.selected.has(group.id) ? "border-accent" : "border-line",
      )}
    >
      <div className="flex items-center gap-2">
        <Input
          ref={field}
          aria-label={t("group.name")}
          value={group.name}
          maxLength={MAX_GROUP_NAME}
          placeholder={t("group.unnamed")}
          disabled={state.readOnly}
          onFocus={select}
          onChange={(event) => renameGroup(store, group.id, event.target.value)}
        />
        {!state.readOnly && (
          <>
            <ColourMenu colour={group.colour} onOpen={select} />
            <Menu
              trigger={
                <IconButton size="sm" label={t("outline.more", { name })}>
                  <MoreHorizontal size={16} aria-hidden />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => state.select(group.members)}>{t("group.select")}</MenuItem>
              <MenuItem onSelect={on(() => duplicate(store))}>{t("command.duplicate")}</MenuItem>
              <MenuItem onSelect={on(() => ungroup(store))}>{t("command.ungroup")}</MenuItem>
            </Menu>
          </>
        )}
      </div>
      <ul aria-label={t("group.membersOf", { name })} className="flex flex-wrap gap-1.5">
        {group.members.map((id) => {
          const member = nameOf(state, id) || t("note.called", { name: t("note.unnamed") });
          return (
            <li
              key={id}
              className="inline-flex items-center rounded-full bg-neutral-soft pl-2.5 text-caption"
            >
              <span className="max-w-56 truncate py-1">{member}</span>
              {state.readOnly ? (
                <span className="w-2.5" />
              ) : (
                <button
                  type="button"
                  className="flex size-6 items-center justify-center rounded-full text-muted hover:text-err"
                  aria-label={t("group.takeOut", { name: member })}
                  onClick={() => regroup(store, [id], null)}
                >
                  <X size={12} aria-hidden />
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </li>
  );
}

/** The part of a row's menu that is about groups. */
export function GroupItems({ id }: { id: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const grouped = useBuilder((s) => groupOf(s.document.graph, id) !== undefined);
  const others = useBuilder((s) => groupsFor(s, [id]).length > 0);
  return (
    <>
      <MenuItem
        onSelect={() => {
          store.getState().select([id]);
          groupSelected(store);
        }}
      >
        {t("command.group")}
      </MenuItem>
      {others && (
        <MenuItem onSelect={() => store.getState().set({ chooser: { kind: "group", ids: [id] } })}>
          {t("command.joinGroup")}
        </MenuItem>
      )}
      {grouped && <MenuItem onSelect={() => regroup(store, [id], null)}>{t("command.leaveGroup")}</MenuItem>}
    </>
  );
}
