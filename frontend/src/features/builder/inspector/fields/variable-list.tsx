/**
 * What a setting may use, with what each value was last: the workflow's input and the outputs of the steps before, in the order in which
 * they run. The search field keeps the focus; the arrows walk the tree, Enter takes what they point at.
 */
import { ChevronDown, ChevronRight, Pin, Search } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { SearchInput } from "@/ui/input";
import { IconTile } from "@/ui/step-icon";
import { brief, canOpen, type Line, linesOf, rootsOfGroup, type Sources } from "../../model/known";
import { type VariableGroup, variablesFor } from "../../model/outputs";
import { useBuilder } from "../../stores/context";
import { useSources } from "../use-known";
import { useEachRound } from "./each-round";

interface VariableListProps {
  stepId: string | null;
  onPick: (expression: string) => void;
}

interface Section {
  group: VariableGroup;
  lines: Line[];
}

export function VariableList({ stepId, onPick }: VariableListProps) {
  const { t } = useTranslation("builder");
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const sources = useSources();
  const { sections, any } = useSections(stepId, sources, opened, search);
  const lines = useMemo(() => sections.flatMap((each) => each.lines), [sections]);
  const current = lines.some((each) => each.node.expression === active)
    ? active
    : ((lines.find((each) => each.hit) ?? lines[0])?.node.expression ?? null);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-active="true"]')?.scrollIntoView({ block: "nearest" });
  });

  const toggle = (expression: string, open: boolean) => {
    const next = new Set(opened);
    if (open) next.add(expression);
    else next.delete(expression);
    setOpened(next);
  };
  const onKey = (event: React.KeyboardEvent) => {
    const at = lines.findIndex((each) => each.node.expression === current);
    const line = lines[at];
    const move = (to: number) =>
      setActive(lines[(to + lines.length) % lines.length]?.node.expression ?? null);
    if (!line) return;
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Enter") onPick(line.node.expression);
    else if (search !== "") return;
    else if (event.key === "ArrowRight" && canOpen(line.node)) toggle(line.node.expression, true);
    else if (event.key === "ArrowLeft" && line.open) toggle(line.node.expression, false);
    else if (event.key === "ArrowLeft" && line.parent !== null) setActive(line.parent);
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex max-h-[min(30rem,70vh)] w-[26rem] max-w-[92vw] flex-col">
      <div className="border-line border-b p-2">
        <SearchInput
          label={t("variables.search")}
          placeholder={t("variables.search")}
          icon={<Search size={15} />}
          value={search}
          role="combobox"
          aria-expanded
          aria-haspopup="tree"
          aria-controls={id}
          aria-activedescendant={current === null ? undefined : `${id} ${current}`.replaceAll(" ", "-")}
          onChange={(event) => {
            setSearch(event.target.value);
            setActive(null);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div
        ref={list}
        id={id}
        role="tree"
        aria-label={t("variables.title")}
        className="min-h-0 flex-1 overflow-y-auto p-1"
      >
        {lines.length === 0 && (
          <p className="px-3 py-6 text-center text-muted text-ui">
            {t(any ? "picker.nothing" : "variables.none")}
          </p>
        )}
        {sections.map(({ group, lines: own }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of a tree, not of a form
          <div
            key={`${group.step ?? "input"} ${group.round ?? ""}`}
            role="group"
            aria-label={group.name || t("variables.input")}
          >
            <GroupHead group={group} sources={sources} />
            {own.map((line) => (
              <VariableLine
                key={line.node.expression}
                id={`${id} ${line.node.expression}`.replaceAll(" ", "-")}
                line={line}
                active={line.node.expression === current}
                onPick={onPick}
                onToggle={toggle}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="border-line border-t px-3 py-1.5 text-caption text-muted max-sm:hidden">
        {t("variables.keys")}
      </p>
    </div>
  );
}

function useSections(
  stepId: string | null,
  sources: Sources,
  opened: ReadonlySet<string>,
  search: string,
): { sections: Section[]; any: boolean } {
  const graph = useBuilder((s) => s.document.graph);
  const types = useBuilder((s) => s.types);
  const eachRound = useEachRound();
  const groups = useMemo(
    () => variablesFor(graph, stepId, types, eachRound),
    [graph, stepId, types, eachRound],
  );
  return useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const sections = groups.flatMap((group) => {
      const named = wanted !== "" && group.name.toLowerCase().includes(wanted);
      const lines = linesOf(rootsOfGroup(group, sources), opened, named ? "" : search);
      return lines.length > 0 ? [{ group, lines }] : [];
    });
    return { sections, any: groups.length > 0 };
  }, [groups, sources, opened, search]);
}

function GroupHead({ group, sources }: { group: VariableGroup; sources: Sources }) {
  const { t } = useTranslation("builder");
  const type = useBuilder((s) => {
    const step = s.document.graph.steps.find((each) => each.id === group.step);
    return step ? s.types.get(step.type) : undefined;
  });
  const origin = group.round
    ? undefined
    : group.step === null
      ? sources.input?.origin
      : sources.outputs.get(group.step)?.origin;
  return (
    <div className="flex items-center gap-2 px-2 pt-2 pb-1 font-medium text-caption text-muted">
      <IconTile
        icon={group.step === null ? "inbox" : (type?.icon ?? "box")}
        category={group.step === null ? "trigger" : (type?.category ?? "app")}
        size={20}
      />
      <span className="min-w-0 flex-1 truncate">
        {group.step === null
          ? t("variables.input")
          : group.round
            ? t("variables.round", { name: group.name })
            : group.name}
      </span>
      {origin === "pin" && <Pin size={12} aria-hidden className="text-accent" />}
      {!group.round && (
        <span className="shrink-0 font-normal">{t(`variables.origin.${origin ?? "none"}`)}</span>
      )}
    </div>
  );
}

interface VariableLineProps {
  id: string;
  line: Line;
  active: boolean;
  onPick: (expression: string) => void;
  onToggle: (expression: string, open: boolean) => void;
}

function VariableLine({ id, line, active, onPick, onToggle }: VariableLineProps) {
  const { t } = useTranslation("builder");
  const { node, level, open } = line;
  const opens = canOpen(node);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field, which keeps the focus, hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: pointed at by aria-activedescendant
    <div
      id={id}
      role="treeitem"
      aria-level={level + 1}
      aria-selected={active}
      aria-expanded={opens ? open : undefined}
      data-active={active}
      title={node.description || undefined}
      onClick={() => onPick(node.expression)}
      className={cx(
        "flex min-h-8 cursor-pointer items-center gap-1.5 rounded-control py-0.5 pr-2 text-left hover:bg-surface-2",
        active && "bg-surface-2 outline outline-1 outline-accent -outline-offset-1",
      )}
      style={{ paddingLeft: 8 + level * 16 }}
    >
      {opens ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className="flex size-6 shrink-0 items-center justify-center rounded-control text-muted hover:text-text"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(node.expression, !open);
          }}
        >
          <Icon size={14} />
        </button>
      ) : (
        <span className="size-6 shrink-0" />
      )}
      <span className="max-w-[55%] shrink-0 truncate font-mono text-[12.5px]">{node.name}</span>
      <ValueOf line={line} />
      {!node.known && (
        <span className="ml-auto shrink-0 text-caption text-muted">
          {t(`type.${node.type}`, { defaultValue: node.type })}
        </span>
      )}
    </div>
  );
}

function ValueOf({ line }: { line: Line }) {
  const { t } = useTranslation("builder");
  const { known } = line.node;
  if (!known) return null;
  const shown = brief(known.value);
  return (
    <span className="ml-auto min-w-0 truncate text-right text-caption text-muted">
      {"text" in shown ? shown.text : t(`variables.${shown.kind}`, { count: shown.count })}
    </span>
  );
}
