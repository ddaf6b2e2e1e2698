/** The workflow as a list in the order in which it runs: everything the canvas can do, for screen readers and small screens. */
import {
  ChevronDown,
  ChevronRight,
  CornerDownRight,
  Link2,
  MoreHorizontal,
  Plus,
  StickyNote,
  Trash2,
  X,
} from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { StatusIcon } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { IconTile } from "@/ui/step-icon";
import { from } from "../canvas/flow";
import { PinMark } from "../canvas/pin-mark";
import { nameOf, removeSelected, titleOf } from "../commands/actions";
import { newNote } from "../commands/annotating";
import { toggleDisabled } from "../commands/arranging";
import { useHands } from "../commands/command-button";
import { takeOut, toggleFold } from "../commands/containers";
import { duplicate } from "../commands/copying";
import { useExitWord } from "../exit-word";
import { isContainer, membersOf, type Scope, scopeOf } from "../model/containers";
import { type Edge, ERROR_PORT, edgeKey, type Graph, neighbours, runOrder, type Step } from "../model/graph";
import { groupOf } from "../model/groups";
import { exitsOf, type Port, portName } from "../model/ports";
import { useBuilder, useBuilderStore } from "../stores/context";
import { useRunStatus } from "../stores/run-store";
import { GroupItems, OutlineMarks } from "./marks";

export function Outline() {
  const { t } = useTranslation("builder");
  const graph = useBuilder((s) => s.document.graph);
  const readOnly = useBuilder((s) => s.readOnly);
  const store = useBuilderStore();
  const tree = useMemo(() => treeOf(graph), [graph]);
  useFocusOnNew(graph);
  return (
    <div data-builder-keys className="absolute inset-0 overflow-y-auto px-3 py-4 sm:px-6">
      <Level rows={tree} label={t("outline.label")} prefix="" className="mx-auto max-w-3xl" />
      {!readOnly && (
        <div className="mx-auto mt-3 flex max-w-3xl flex-wrap gap-2">
          <Button
            kind="secondary"
            icon={<Plus size={16} aria-hidden />}
            onClick={() => store.getState().set({ chooser: { kind: "add", target: {} } })}
          >
            {t("outline.add")}
          </Button>
          <Button kind="secondary" icon={<StickyNote size={16} aria-hidden />} onClick={() => newNote(store)}>
            {t("command.note")}
          </Button>
        </div>
      )}
      <OutlineMarks />
    </div>
  );
}

/** The step that was just added gets the focus: its row says what came of it, and the next keys go on from there. */
function useFocusOnNew({ steps }: Graph): void {
  const known = useRef<Set<string>>(null);
  useEffect(() => {
    const added = steps.filter((each) => known.current && !known.current.has(each.id));
    known.current = new Set(steps.map((each) => each.id));
    const [only] = added;
    if (only && added.length === 1)
      document.querySelector<HTMLElement>(`[data-row="${CSS.escape(only.id)}"]`)?.focus();
  }, [steps]);
}

interface Row {
  step: Step;
  out: readonly Edge[];
  inside: Row[];
}

/** Each scope in the order in which it runs. */
function treeOf(graph: Graph): Row[] {
  const near = neighbours(graph);
  const place = new Map(runOrder(graph, near).map((id, at) => [id, at]));
  const level = (scope: Scope): Row[] =>
    [...membersOf(graph, scope)]
      .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
      .map((step) => ({ step, out: near.outOf.get(step.id) ?? [], inside: level(step.id) }));
  return level(null);
}

interface LevelProps {
  rows: readonly Row[];
  label: string;
  /** "2." for what is inside the second step. */
  prefix: string;
  className?: string;
}

function Level({ rows, label, prefix, className }: LevelProps) {
  return (
    <ol aria-label={label} className={cx("flex flex-col gap-2", className)}>
      {rows.map((row, at) => (
        <OutlineRow key={row.step.id} row={row} nth={`${prefix}${at + 1}`} />
      ))}
    </ol>
  );
}

/** What a container holds, with a way to add to it and to fold it away. */
function Inside({ row, nth, title }: { row: Row; nth: string; title: string }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const readOnly = useBuilder((s) => s.readOnly);
  const folded = useBuilder((s) => s.folded.has(row.step.id));
  return (
    <div className="flex flex-col gap-2 border-line border-t bg-surface-2/60 py-2 pr-2 pl-4 sm:pl-8">
      {row.inside.length > 0 && (
        <button
          type="button"
          aria-expanded={!folded}
          aria-label={t(folded ? "container.unfold" : "container.fold", { name: title })}
          onClick={() => toggleFold(store, row.step.id)}
          className="flex min-h-8 items-center gap-1.5 self-start rounded-control px-1 text-caption text-muted hover:text-text"
        >
          {folded ? <ChevronRight size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
          {t("container.steps", { count: row.inside.length })}
        </button>
      )}
      {row.inside.length > 0 && !folded && (
        <Level rows={row.inside} label={t("outline.inside", { name: title })} prefix={`${nth}.`} />
      )}
      {!readOnly && !folded && (
        <Button
          size="sm"
          kind="ghost"
          className="self-start"
          icon={<Plus size={15} aria-hidden />}
          aria-label={t("container.addInside", { name: title })}
          onClick={() => store.getState().set({ chooser: { kind: "add", target: { inside: row.step.id } } })}
        >
          {t(row.inside.length === 0 ? "container.empty" : "outline.addInside")}
        </Button>
      )}
    </div>
  );
}

function OutlineRow({ row, nth }: { row: Row; nth: string }) {
  const { step, out } = row;
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const type = useBuilder((s) => s.types.get(step.type));
  const title = useBuilder((s) => titleOf(step, s));
  const selected = useBuilder((s) => s.selected.has(step.id));
  const problems = useBuilder((s) =>
    s.problems.reduce((sum, each) => sum + Number(each.step === step.id), 0),
  );
  const status = useRunStatus(step.id);
  const group = useBuilder((s) => groupOf(s.document.graph, step.id));
  const exits = [
    ...exitsOf(step, type),
    ...(out.some((each) => each.port === ERROR_PORT) ? [errorExit(t("outline.onError"))] : []),
  ];
  return (
    <li className={cx("rounded-card border bg-surface", selected ? "border-accent" : "border-line")}>
      <div className="flex items-center gap-3 py-2 pr-2 pl-3">
        <span className="min-w-5 text-right text-caption text-muted tabular">{nth}</span>
        <button
          type="button"
          data-row={step.id}
          onFocus={() => store.getState().select([step.id])}
          onClick={() => store.getState().select([step.id], { open: true })}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-control text-left"
        >
          <IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={32} />
          <span className="min-w-0 flex-1">
            <span
              className={cx("block truncate font-medium text-ui", step.disabled && "text-muted line-through")}
            >
              {title}
            </span>
            <span className="block truncate text-caption text-muted">
              {step.disabled ? t("canvas.disabled") : (type?.name ?? step.type)}
              {group && ` · ${t("group.called", { name: group.name || t("group.unnamed") })}`}
            </span>
          </span>
          {problems > 0 && (
            <span className="text-caption text-err">{t("outline.problems", { count: problems })}</span>
          )}
          <PinMark on={step.pinned !== undefined} />
          {status && <StatusIcon status={status} />}
        </button>
        <RowMenu step={step} />
      </div>
      {(isContainer(type) || row.inside.length > 0) && <Inside row={row} nth={nth} title={title} />}
      {exits.length > 0 && (
        <ul className="flex flex-col gap-0.5 border-line border-t px-3 py-1.5">
          {exits.map((exit) => (
            <ExitRow key={exit.name} step={step} exit={exit} out={out} />
          ))}
        </ul>
      )}
    </li>
  );
}

function errorExit(label: string): Port {
  return { name: ERROR_PORT, label, kind: "error" };
}

function ExitRow({ step, exit, out }: { step: Step; exit: Port; out: readonly Edge[] }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const state = useBuilder((s) => s);
  const port = portName(exit);
  const leaving = out.filter((each) => (each.port ?? "") === (port ?? ""));
  const label = useExitWord()(exit);
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 text-ui">
      <CornerDownRight size={14} className="text-muted" aria-hidden />
      <span className="text-muted">{label}</span>
      {leaving.map((each) => (
        <span
          key={edgeKey(each)}
          className="inline-flex items-center rounded-full bg-neutral-soft pl-2.5 text-caption"
        >
          <button
            type="button"
            className="min-h-6 hover:underline"
            onClick={() => state.select([each.to], { open: true })}
          >
            {nameOf(state, each.to)}
          </button>
          {state.readOnly ? (
            <span className="w-2.5" />
          ) : (
            <button
              type="button"
              className="flex size-6 items-center justify-center rounded-full text-muted hover:text-err"
              aria-label={t("outline.disconnect", { name: nameOf(state, each.to) })}
              onClick={() => {
                state.selectEdge(each);
                removeSelected(store);
              }}
            >
              <X size={12} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {!state.readOnly && (
        <span className="ml-auto flex">
          <IconButton
            size="sm"
            label={t("outline.addAfter", { name: titleOf(step, state), exit: label })}
            onClick={() => state.set({ chooser: { kind: "add", target: { from: from(step.id, port) } } })}
          >
            <Plus size={15} aria-hidden />
          </IconButton>
          <IconButton
            size="sm"
            label={t("outline.connect", { name: titleOf(step, state), exit: label })}
            onClick={() => state.set({ chooser: { kind: "connect", from: from(step.id, port) } })}
          >
            <Link2 size={15} aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

function RowMenu({ step }: { step: Step }) {
  const { t } = useTranslation("builder");
  const store = useBuilderStore();
  const name = useBuilder((s) => titleOf(step, s));
  const readOnly = useBuilder((s) => s.readOnly);
  const nested = useBuilder((s) => scopeOf(s.document.graph, step.id) !== null);
  const hands = useHands();
  if (readOnly) return null;
  const on = (act: () => void) => () => {
    store.getState().select([step.id]);
    act();
  };
  return (
    <Menu
      trigger={
        <IconButton size="sm" label={t("outline.more", { name })}>
          <MoreHorizontal size={16} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onSelect={on(() => hands.test(step.id, "step"))}>{t("command.testStep")}</MenuItem>
      <MenuItem onSelect={on(() => hands.test(step.id, "upTo"))}>{t("command.runUpTo")}</MenuItem>
      <MenuItem onSelect={on(() => hands.pin(step.id))}>{t("command.pin")}</MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={on(() => duplicate(store))}>{t("command.duplicate")}</MenuItem>
      <MenuItem
        onSelect={() =>
          store.getState().set({ chooser: { kind: "connect", from: from(step.id, ERROR_PORT) } })
        }
      >
        {t("outline.connectError")}
      </MenuItem>
      <MenuItem onSelect={() => store.getState().set({ chooser: { kind: "into", ids: [step.id] } })}>
        {t("command.putInside")}
      </MenuItem>
      <MenuItem onSelect={on(() => toggleDisabled(store))}>
        {t(step.disabled ? "outline.enable" : "outline.disable")}
      </MenuItem>
      {nested && <MenuItem onSelect={on(() => takeOut(store))}>{t("command.takeOut")}</MenuItem>}
      <GroupItems id={step.id} />
      <MenuItem danger icon={<Trash2 size={16} aria-hidden />} onSelect={on(() => removeSelected(store))}>
        {t("command.remove")}
      </MenuItem>
    </Menu>
  );
}
