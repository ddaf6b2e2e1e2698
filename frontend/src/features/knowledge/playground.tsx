/** Trying a base out: what a search finds and how it scored, what an answer quotes, and why something is missing. */
import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  everyDocument,
  type KnowledgeAnswer,
  type KnowledgeBase,
  type KnowledgeHit,
  type SearchMode,
  useAskBase,
  useDocuments,
  useSearchBase,
  useWhy,
} from "@/api/knowledge";
import { formatNumber, formatPercent } from "@/lib/format";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { AnswerOpinion } from "./answer-opinion";

/** Marks of headings are for machines. */
const withoutMarks = (text: string) => text.replace(/^#{1,6} /gm, "");

const modes: readonly SearchMode[] = ["hybrid", "keyword", "meaning"];

export function Playground({ base }: { base: KnowledgeBase }) {
  const { t } = useTranslation("knowledge");
  const [query, setQuery] = useState("");
  const [mode, setMode] = useState<SearchMode>("hybrid");
  const search = useSearchBase(base.id);
  const ask = useAskBase(base.id);
  const text = query.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text) search.mutate({ query: text, mode });
  };
  const found = search.data;
  return (
    <div className="flex flex-col gap-4">
      <Card className="p-5">
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label={t("search.label")} help={t("search.help")}>
            {(c) => (
              <Input {...c} value={query} maxLength={2000} onChange={(e) => setQuery(e.target.value)} />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-3">
            <Segmented
              label={t("search.mode")}
              value={mode}
              onChange={(next) => setMode(modes.find((each) => each === next) ?? "hybrid")}
              choices={modes.map((value) => ({ value, label: t(`mode.${value}`) }))}
            />
            <span className="flex-1" />
            <Button disabled={!text} busy={ask.isPending} onClick={() => ask.mutate(text)}>
              {t("search.ask")}
            </Button>
            <Button kind="primary" type="submit" disabled={!text} busy={search.isPending}>
              {t("search.button")}
            </Button>
          </div>
        </form>
      </Card>
      {ask.error && <ErrorPanel error={ask.error} />}
      {ask.data && <Answer key={ask.variables} base={base} question={ask.variables} answer={ask.data} />}
      {search.error && <ErrorPanel error={search.error} />}
      {found && (
        <Card>
          <CardHeader
            title={t("search.found", { count: found.items.length })}
            description={t("search.looked", {
              passages: formatNumber(found.looked_at, 0),
              ms: formatNumber(found.milliseconds, 0),
            })}
          />
          {found.items.length === 0 ? (
            <Empty icon={Search} title={t("search.nothing")}>
              {t("search.nothingText")}
            </Empty>
          ) : (
            <ol className="divide-y divide-line border-t border-line">
              {found.items.map((hit) => (
                <Hit key={`${hit.document_id}-${hit.chunk}`} base={base} hit={hit} />
              ))}
            </ol>
          )}
          <Why base={base} query={search.variables?.query ?? ""} />
        </Card>
      )}
    </div>
  );
}

function Hit({ base, hit }: { base: KnowledgeBase; hit: KnowledgeHit }) {
  const { t } = useTranslation("knowledge");
  return (
    <li className="flex flex-col gap-1.5 px-5 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Place
          base={base}
          document={hit.document}
          id={hit.document_id}
          page={hit.page}
          from={hit.start}
          to={hit.end}
        />
        <span className="text-caption text-muted tabular">
          {t("search.scores", {
            score: formatPercent(hit.score),
            keyword: formatPercent(hit.keyword),
            meaning: formatPercent(hit.meaning),
          })}
        </span>
      </div>
      {hit.headings && <p className="text-caption font-medium text-muted">{hit.headings}</p>}
      <p className="line-clamp-4 text-ui whitespace-pre-line text-pretty">{withoutMarks(hit.text)}</p>
    </li>
  );
}

function Place({
  base,
  document,
  id,
  page,
  from,
  to,
}: {
  base: KnowledgeBase;
  document: string;
  id: string;
  page: number;
  from: number;
  to: number;
}) {
  const { t } = useTranslation("knowledge");
  return (
    <Link
      to="/knowledge/$id/documents/$document"
      params={{ id: base.id, document: id }}
      search={{ from: String(from), to: String(to) }}
      className="text-ui font-semibold hover:text-accent"
    >
      {t("search.place", { document, page })}
    </Link>
  );
}

function Answer({
  base,
  question,
  answer,
}: {
  base: KnowledgeBase;
  question: string;
  answer: KnowledgeAnswer;
}) {
  const { t } = useTranslation("knowledge");
  if (answer.answer === null) return <Callout title={t("answer.none")}>{answer.reason}</Callout>;
  return (
    <Card>
      <CardHeader
        title={t("answer.title")}
        {...(answer.answered_by ? { description: answer.answered_by.note } : {})}
      />
      <p className="px-5 text-body text-pretty">{answer.answer}</p>
      <ul className="flex flex-col gap-2 p-5">
        {answer.citations.map((each) => (
          <li key={`${each.document_id}-${each.start}`} className="border-l-2 border-accent pl-3">
            <p className="text-ui text-pretty">“{each.quote}”</p>
            <p className="text-caption text-muted">
              <Place
                base={base}
                document={each.document}
                id={each.document_id}
                page={each.page}
                from={each.start}
                to={each.end}
              />
            </p>
          </li>
        ))}
      </ul>
      <div className="px-5 pb-4">
        <AnswerOpinion base={base} question={question} answer={answer} />
      </div>
    </Card>
  );
}

/** Why a document was, or was not, among what was found. */
function Why({ base, query }: { base: KnowledgeBase; query: string }) {
  const { t } = useTranslation("knowledge");
  const documents = useDocuments(base.id, everyDocument);
  const [chosen, setChosen] = useState("");
  const why = useWhy(base.id);
  const choices =
    documents.data?.pages.flatMap((page) =>
      page.items.map((each) => ({ value: each.id, label: each.name })),
    ) ?? [];
  return (
    <div className="flex flex-col gap-3 border-t border-line px-5 py-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("why.label")} className="min-w-56 flex-1">
          {(c) => (
            <Select
              {...c}
              value={chosen}
              onChange={setChosen}
              choices={choices}
              placeholder={t("why.choose")}
            />
          )}
        </Field>
        <Button
          disabled={!chosen || !query}
          busy={why.isPending}
          onClick={() => why.mutate({ query, document_id: chosen })}
        >
          {t("why.button")}
        </Button>
      </div>
      <div role="status">
        {why.data && <p className="text-ui text-pretty">{why.data.explanation}</p>}
        {why.error && <ErrorPanel error={why.error} compact />}
      </div>
    </div>
  );
}
