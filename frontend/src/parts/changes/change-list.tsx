/** Everything that differs between two graphs as a list grouped by step, each field with before and after. */
import { ArrowRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Graph, StepType } from "@/api/types";
import { cx } from "@/lib/cx";
import { isRecord } from "@/lib/problem";
import { IconTile } from "@/ui/step-icon";
import { PrettyValue } from "@/ui/value-view";
import {
  type Comparison,
  countsOf,
  type EdgeChange,
  type MarkChange,
  namesOfNotes,
  type StepChange,
  stepTitle,
} from "./compare";
import { FieldChangeView } from "./field-change";
import { fieldLabel } from "./labels";
import { Mark, useSummary, type Wording } from "./mark";

export interface ChangeListProps {
  comparison: Comparison;
  before: Graph;
  after: Graph;
  types: ReadonlyMap<string, StepType>;
  wording?: Wording;
  /** The step that is being looked at. */
  current?: string | null;
  /** Shows a step elsewhere on the page. */
  onShow?: (id: string) => void;
}

/** Where a step's group stands, so that others can lead the focus there. */
export const changeAnchor = (id: string): string => `change-of-${id}`;

export function ChangeList(props: ChangeListProps) {
  const { comparison, before, after, types, wording } = props;
  const { t } = useTranslation("versions");
  const summary = useSummary();
  const nameOf = useMemo(() => namesIn(before, after, types), [before, after, types]);
  const steps = comparison.steps.filter((each) => each.kind !== "moved");
  const marks = comparison.marks.filter((each) => each.kind !== "moved");
  const moved = comparison.steps.filter((each) => each.kind === "moved");
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ui text-muted">{summary(countsOf(comparison))}</p>
      <ol aria-label={t("list")} className="flex flex-col gap-3 empty:hidden">
        {steps.map((change) => (
          <StepGroup key={change.id} {...props} change={change} />
        ))}
        {comparison.edges.length > 0 && (
          <Group icon={<IconTile icon="link" category="data" size={24} />} title={t("connections")}>
            <ul className="flex flex-col gap-1.5">
              {comparison.edges.map((change) => (
                <EdgeRow
                  key={`${change.kind} ${change.key}`}
                  change={change}
                  nameOf={nameOf}
                  {...(wording ? { wording } : {})}
                />
              ))}
            </ul>
          </Group>
        )}
        {marks.length > 0 && (
          <Group icon={<IconTile icon="pen-line" category="trigger" size={24} />} title={t("marks")}>
            <ul className="flex flex-col gap-3">
              {marks.map((change) => (
                <MarkRow key={change.id} change={change} nameOf={nameOf} {...(wording ? { wording } : {})} />
              ))}
            </ul>
          </Group>
        )}
        {comparison.whole.length > 0 && (
          <Group icon={<IconTile icon="workflow" category="logic" size={24} />} title={t("whole")}>
            <dl className="flex flex-col gap-3">
              {comparison.whole.map((change) => (
                <FieldChangeView
                  key={change.path.join("/")}
                  change={change}
                  label={fieldLabel(change.path, undefined, t)}
                />
              ))}
            </dl>
          </Group>
        )}
      </ol>
      {moved.length > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-ui text-muted">
          <Mark kind="moved" />
          {moved.map((each) => nameOf(each.id)).join(", ")}
        </p>
      )}
    </div>
  );
}

function namesIn(before: Graph, after: Graph, types: ReadonlyMap<string, StepType>) {
  const all = [...(before.steps ?? []), ...(after.steps ?? [])].filter(isRecord);
  const names = new Map(all.map((step) => [step.id, stepTitle(step, types)]));
  for (const graph of [before, after]) for (const [id, name] of namesOfNotes(graph)) names.set(id, name);
  return (id: string) => names.get(id) ?? id;
}

interface GroupProps {
  icon: ReactNode;
  title: ReactNode;
  mark?: ReactNode;
  anchor?: string;
  current?: boolean;
  children?: ReactNode;
}

function Group({ icon, title, mark, anchor, current, children }: GroupProps) {
  return (
    <li
      id={anchor}
      className={cx("rounded-menu border bg-surface", current ? "border-accent" : "border-line")}
    >
      <div className="flex min-h-11 items-center gap-2.5 px-3 py-1.5">
        {icon}
        <h3 className="min-w-0 flex-1 text-ui font-medium">{title}</h3>
        {mark}
      </div>
      {children && <div className="border-t border-line px-3 py-3">{children}</div>}
    </li>
  );
}

function StepGroup({ change, types, wording, current, onShow }: ChangeListProps & { change: StepChange }) {
  const { t } = useTranslation("versions");
  const { step, kind, fields, id } = change;
  const type = types.get(step.type);
  const title = stepTitle(step, types);
  const settings = kind === "changed" ? {} : (step.with ?? {});
  return (
    <Group
      anchor={changeAnchor(id)}
      current={current === id}
      icon={<IconTile icon={type?.icon ?? "box"} category={type?.category ?? "app"} size={24} />}
      mark={<Mark kind={kind} {...(wording ? { wording } : {})} />}
      title={
        onShow ? (
          <button
            type="button"
            onClick={() => onShow(id)}
            title={t("showOnCanvas")}
            aria-current={current === id || undefined}
            className="flex min-h-6 max-w-full items-center rounded-control text-left hover:text-accent hover:underline"
          >
            <span className="truncate">{title}</span>
          </button>
        ) : (
          <span className="block truncate">{title}</span>
        )
      }
    >
      {fields.length > 0 ? (
        <dl className="flex flex-col gap-3">
          {fields.map((field) => (
            <FieldChangeView
              key={field.path.join("/")}
              change={field}
              label={fieldLabel(field.path, type, t)}
            />
          ))}
        </dl>
      ) : (
        Object.keys(settings).length > 0 && (
          <details>
            <summary className="min-h-6 cursor-pointer text-ui text-muted hover:text-text">
              {t("settings")}
            </summary>
            <div className="mt-2">
              <PrettyValue value={settings} />
            </div>
          </details>
        )
      )}
    </Group>
  );
}

interface MarkRowProps {
  change: MarkChange;
  nameOf: (id: string) => string;
  wording?: Wording;
}

function MarkRow({ change: { of, kind, name, fields }, nameOf, wording }: MarkRowProps) {
  const { t } = useTranslation("versions");
  const named = (value: unknown) =>
    Array.isArray(value) ? value.map((each) => nameOf(String(each))).join(", ") : value;
  return (
    <li className="flex flex-col gap-2 text-ui">
      <p className="flex flex-wrap items-center gap-2">
        <Mark kind={kind} {...(wording ? { wording } : {})} />
        <span className="min-w-0 [overflow-wrap:anywhere]">{t(name ? of : `${of}Empty`, { name })}</span>
      </p>
      {fields.length > 0 && (
        <dl className="flex flex-col gap-3">
          {fields.map((field) => (
            <FieldChangeView
              key={field.path.join("/")}
              change={{ ...field, before: named(field.before), after: named(field.after) }}
              label={fieldLabel(field.path, undefined, t)}
            />
          ))}
        </dl>
      )}
    </li>
  );
}

interface EdgeRowProps {
  change: EdgeChange;
  nameOf: (id: string) => string;
  wording?: Wording;
}

function EdgeRow({ change: { kind, edge }, nameOf, wording }: EdgeRowProps) {
  const { t } = useTranslation("versions");
  const port = edge.port && edge.port !== "success" ? edge.port : null;
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ui">
      <Mark kind={kind} {...(wording ? { wording } : {})} />
      <span>{nameOf(edge.from)}</span>
      {port && <span className="text-muted">{port === "error" ? t("errorExit") : t("exit", { port })}</span>}
      <ArrowRight size={14} className="text-muted" role="img" aria-label={t("leadsTo")} />
      <span>{nameOf(edge.to)}</span>
    </li>
  );
}
