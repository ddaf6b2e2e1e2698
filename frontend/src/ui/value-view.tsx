/** Shows any JSON value for people first (labels, dates, lists) and as JSON on demand. */
import { FileText } from "lucide-react";
import { type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { formatDate, formatDateTime, formatNumber, humanize } from "@/lib/format";
import { isRecord } from "@/lib/problem";
import { CopyButton } from "./copy";
import { FILE_ID, KnownIds } from "./known-ids";
import { Segmented } from "./segmented";

const LONG_TEXT = 320;
const LONG_LIST = 6;

export interface ValueViewProps {
  value: unknown;
  /** Stands left of the buttons. */
  title?: ReactNode;
  empty?: string;
  className?: string;
  /** A better picture of this value than the general one. */
  readable?: ReactNode | undefined;
}

export function ValueView({ value, title, empty, className, readable }: ValueViewProps) {
  const { t } = useTranslation("ui");
  const [mode, setMode] = useState("pretty");
  if (isEmpty(value)) {
    return (
      <div className={cx("flex flex-col gap-1", className)}>
        {title}
        <p className="text-ui text-muted">{empty ?? t("none")}</p>
      </div>
    );
  }
  return (
    <div className={cx("@container flex flex-col gap-2", className)}>
      <div className="flex items-center gap-1">
        <div className="mr-auto min-w-0">{title}</div>
        <CopyButton text={JSON.stringify(value, null, 2)} />
        <Segmented
          size="sm"
          label={t("view.label")}
          value={mode}
          onChange={setMode}
          choices={[
            { value: "pretty", label: t("view.pretty") },
            { value: "json", label: t("view.json") },
          ]}
        />
      </div>
      {mode === "json" ? (
        <pre className="max-h-96 overflow-auto rounded-menu border border-line bg-surface-2 p-3 font-mono text-caption">
          {JSON.stringify(value, null, 2)}
        </pre>
      ) : (
        (readable ?? <PrettyValue value={value} />)
      )}
    </div>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

export function PrettyValue({ value, depth = 0 }: { value: unknown; depth?: number }) {
  if (isRecord(value)) return <Fields value={value} depth={depth} />;
  if (Array.isArray(value)) return <Items items={value} depth={depth} />;
  return <Scalar value={value} />;
}

function Fields({ value, depth }: { value: Record<string, unknown>; depth: number }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <Scalar value={null} />;
  return (
    <dl
      className={cx(
        "grid gap-x-4 gap-y-1.5",
        depth === 0
          ? "grid-cols-[minmax(5.5rem,max-content)_minmax(0,1fr)] @md:grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)]"
          : "grid-cols-1 @lg:grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)]",
        depth > 0 && "border-l-2 border-line pl-3",
      )}
    >
      {entries.map(([key, inner]) => (
        <div key={key} className="contents">
          <dt className="max-w-32 text-ui text-muted sm:max-w-56">{humanize(key)}</dt>
          <dd className="min-w-0 text-ui">
            <PrettyValue value={inner} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Items({ items, depth }: { items: unknown[]; depth: number }) {
  const { t } = useTranslation("ui");
  const [all, setAll] = useState(false);
  if (items.length === 0) return <Scalar value={null} />;
  if (items.every((i) => typeof i === "string" && i.length < 40)) {
    return (
      <ul className="flex flex-wrap gap-1">
        {items.map((item, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values may repeat and never move
          <li key={i} className="rounded-full bg-neutral-soft px-2 text-caption leading-6">
            {String(item)}
          </li>
        ))}
      </ul>
    );
  }
  const shown = all ? items : items.slice(0, LONG_LIST);
  return (
    <ol className="flex flex-col gap-2">
      {shown.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: values may repeat and never move
        <li key={i} className="flex gap-2">
          <span className="min-w-5 text-right text-caption leading-5 text-muted tabular">{i + 1}</span>
          <div className="min-w-0 flex-1">
            <PrettyValue value={item} depth={depth + 1} />
          </div>
        </li>
      ))}
      {items.length > LONG_LIST && (
        <MoreButton all={all} onToggle={() => setAll(!all)} rest={t("items", { count: items.length })} />
      )}
    </ol>
  );
}

function MoreButton({ all, onToggle, rest }: { all: boolean; onToggle: () => void; rest?: string }) {
  const { t } = useTranslation("ui");
  return (
    <button
      type="button"
      onClick={onToggle}
      className="min-h-6 self-start text-ui font-medium text-accent hover:underline"
    >
      {all ? t("showLess") : t("showAll")}
      {!all && rest ? ` (${rest})` : ""}
    </button>
  );
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const PERSON_ID = /^usr_[0-9a-f]{32}$/;

function Scalar({ value }: { value: unknown }) {
  const { t } = useTranslation("ui");
  if (value === null || value === undefined || value === "") return <span className="text-muted">–</span>;
  if (typeof value === "boolean") return <span>{value ? t("yes") : t("no")}</span>;
  if (typeof value === "number") return <span className="tabular">{formatNumber(value, 4)}</span>;
  if (typeof value === "string") return <TextValue text={value} />;
  return <span>{t("items", { count: 0 })}</span>;
}

function TextValue({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  if (FILE_ID.test(text)) return <FileValue id={text} />;
  if (PERSON_ID.test(text)) return <PersonValue id={text} />;
  if (DATE.test(text)) return <time dateTime={text}>{formatDate(text)}</time>;
  if (DATE_TIME.test(text)) return <time dateTime={text}>{formatDateTime(text)}</time>;
  const long = text.length > LONG_TEXT;
  return (
    <span className="flex flex-col items-start gap-1">
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        {long && !all ? `${text.slice(0, LONG_TEXT)}…` : text}
      </span>
      {long && <MoreButton all={all} onToggle={() => setAll(!all)} />}
    </span>
  );
}

function FileValue({ id }: { id: string }) {
  const { t } = useTranslation("ui");
  const { openFile, useFileName } = useContext(KnownIds);
  const name = useFileName(id);
  return (
    <button
      type="button"
      onClick={() => openFile(id)}
      title={t("openFile")}
      className="inline-flex min-h-6 max-w-full items-center gap-1.5 text-left font-medium text-accent hover:underline"
    >
      <FileText size={14} className="shrink-0" aria-hidden />
      <span className="[overflow-wrap:anywhere]">{name ?? t("file", { id: id.slice(-6) })}</span>
    </button>
  );
}

function PersonValue({ id }: { id: string }) {
  const { usePersonName } = useContext(KnownIds);
  return <span className="[overflow-wrap:anywhere]">{usePersonName(id) ?? id}</span>;
}
