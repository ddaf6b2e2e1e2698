/** Answers of AI steps drawn for people: extracted values with where they were found, and how sure a class is. */
import { useTranslation } from "react-i18next";
import { formatPercent, humanize } from "@/lib/format";
import { isRecord } from "@/lib/problem";
import { Badge } from "@/ui/badge";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { PrettyValue } from "@/ui/value-view";

export interface Found {
  name: string;
  value: unknown;
  text: string;
  page: number | null;
  confidence: number | null;
}

/** null when the output is not that of an extraction. */
export function extractionOf(output: unknown): Found[] | null {
  if (!isRecord(output) || !isRecord(output.values) || !isRecord(output.evidence)) return null;
  const { values, evidence } = output;
  return Object.entries(values).map(([name, value]) => {
    const source = isRecord(evidence[name]) ? evidence[name] : {};
    return {
      name,
      value,
      text: typeof source.text === "string" ? source.text : "",
      page: typeof source.page === "number" ? source.page : null,
      confidence: typeof source.confidence === "number" ? source.confidence : null,
    };
  });
}

export interface Classed {
  label: string;
  scores: Array<{ label: string; score: number }>;
}

export function classOf(output: unknown): Classed | null {
  if (!isRecord(output) || typeof output.label !== "string" || !isRecord(output.scores)) return null;
  const scores = Object.entries(output.scores)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .map(([label, score]) => ({ label, score }))
    .sort((a, b) => b.score - a.score);
  return { label: output.label, scores };
}

export interface Said {
  role: string;
  content: string;
}

/** What was said to a model and what it answered; null when it is nothing of the kind. */
export function conversationOf(value: unknown): Said[] | null {
  if (!isRecord(value) || !Array.isArray(value.messages) || value.messages.length === 0) return null;
  const said = value.messages.filter(isRecord).map((each) => ({
    role: typeof each.role === "string" ? each.role : "",
    content: typeof each.content === "string" ? each.content : JSON.stringify(each.content ?? null),
  }));
  return said.length === value.messages.length && said.every((each) => each.role) ? said : null;
}

export function hasAnswerView(output: unknown): boolean {
  return extractionOf(output) !== null || classOf(output) !== null || conversationOf(output) !== null;
}

export function AnswerView({ output }: { output: unknown }) {
  const found = extractionOf(output);
  if (found) return <FoundTable found={found} />;
  const classed = classOf(output);
  if (classed) return <Scores classed={classed} />;
  const said = conversationOf(output);
  return said ? <Conversation said={said} /> : null;
}

function Conversation({ said }: { said: readonly Said[] }) {
  const { t } = useTranslation("runs");
  return (
    <ol className="flex flex-col gap-2" aria-label={t("said.label")}>
      {said.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was said stays where it is
        <li key={index} className="rounded-menu border border-line bg-surface-2 px-3 py-2 text-ui">
          <p className="mb-0.5 text-caption font-medium text-muted">
            {t(`said.${each.role}`, { defaultValue: each.role })}
          </p>
          <p className="max-h-72 overflow-auto whitespace-pre-wrap [overflow-wrap:anywhere]">
            {each.content || t("said.tools")}
          </p>
        </li>
      ))}
    </ol>
  );
}

function FoundTable({ found }: { found: readonly Found[] }) {
  const { t } = useTranslation("runs");
  return (
    <div className="overflow-hidden rounded-menu border border-line">
      <Table label={t("found.label")}>
        <Thead>
          <Th>{t("found.field")}</Th>
          <Th>{t("found.value")}</Th>
          <Th className="max-sm:hidden">{t("found.where")}</Th>
          <Th numeric>{t("found.sure")}</Th>
        </Thead>
        <tbody>
          {found.map((f) => (
            <Tr key={f.name}>
              <Td className="whitespace-nowrap text-muted">{humanize(f.name)}</Td>
              <Td className="font-medium">
                {f.value === null ? (
                  <Badge tone="warn">{t("found.missing")}</Badge>
                ) : (
                  <PrettyValue value={f.value} />
                )}
              </Td>
              <Td className="max-w-56 text-caption text-muted max-sm:hidden">
                <span className="line-clamp-2" title={f.text}>
                  {f.text && `“${f.text}”`} {f.page !== null && t("found.page", { page: f.page })}
                </span>
              </Td>
              <Td numeric>
                <Sureness value={f.confidence} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Sureness({ value }: { value: number | null }) {
  if (value === null) return <span className="text-muted">–</span>;
  const tone = value >= 0.8 ? "bg-ok" : value >= 0.5 ? "bg-warn" : "bg-err";
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-12 overflow-hidden rounded-full bg-neutral-soft">
        <span
          className={`block h-full rounded-full ${tone}`}
          style={{ width: `${Math.round(value * 100)}%` }}
        />
      </span>
      <span className="w-9 text-right">{formatPercent(value)}</span>
    </span>
  );
}

function Scores({ classed }: { classed: Classed }) {
  return (
    <dl className="flex max-w-lg flex-col gap-2">
      {classed.scores.map((s) => (
        <div key={s.label} className="grid grid-cols-[8rem_minmax(0,1fr)_3rem] items-center gap-3 text-ui">
          <dt className={s.label === classed.label ? "truncate font-semibold" : "truncate text-muted"}>
            {humanize(s.label)}
          </dt>
          <dd aria-hidden className="h-2 overflow-hidden rounded-full bg-neutral-soft">
            <span
              className={`block h-full rounded-full ${s.label === classed.label ? "bg-accent" : "bg-line-strong"}`}
              style={{ width: `${Math.round(s.score * 100)}%` }}
            />
          </dd>
          <dd className="text-right tabular">{formatPercent(s.score)}</dd>
        </div>
      ))}
    </dl>
  );
}
