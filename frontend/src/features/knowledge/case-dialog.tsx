/** A question of the test bench, and the passages that should be found: looked up and ticked, never typed. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type KnowledgeBase, useSearchBase } from "@/api/knowledge";
import { type BenchCase, type Expected, useSaveCase } from "@/api/quality";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

const keyOf = (each: Expected) => `${each.document_id}:${each.start}`;

export function CaseDialog({
  base,
  of,
  question: asked,
  onClose,
}: {
  base: KnowledgeBase;
  of: BenchCase | null;
  question?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation("knowledge");
  const [question, setQuestion] = useState(of?.question ?? asked ?? "");
  const [expected, setExpected] = useState<readonly Expected[]>(of?.expected ?? []);
  const [answerable, setAnswerable] = useState(of?.is_answerable ?? true);
  const [note, setNote] = useState(of?.note ?? "");
  const save = useSaveCase(base.id);
  const text = question.trim();
  const keep = (state: "ready" | "to_check") =>
    save.mutate(
      {
        caseId: of?.id ?? null,
        body: {
          question: text,
          expected: answerable ? [...expected] : [],
          is_answerable: answerable,
          state,
          note,
          origin: of?.origin ?? (asked ? "unanswered" : "hand"),
        },
      },
      {
        onSuccess: () => {
          toast.done(t("bench.saved"));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(of ? "bench.edit" : "bench.add")}
      footer={
        <>
          <Button disabled={!text} busy={save.isPending} onClick={() => keep("to_check")}>
            {t("bench.later")}
          </Button>
          <Button
            kind="primary"
            disabled={!text || (answerable && expected.length === 0)}
            busy={save.isPending}
            onClick={() => keep("ready")}
          >
            {t("bench.save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("bench.question")} required>
          {(c) => (
            <Input {...c} value={question} maxLength={2_000} onChange={(e) => setQuestion(e.target.value)} />
          )}
        </Field>
        <Checkbox
          checked={answerable}
          onChange={setAnswerable}
          label={t("bench.answerable")}
          help={t("bench.answerableHelp")}
        />
        {answerable && <Passages base={base} question={text} value={expected} onChange={setExpected} />}
        <Field label={t("bench.note")} optional>
          {(c) => <Input {...c} value={note} maxLength={2_000} onChange={(e) => setNote(e.target.value)} />}
        </Field>
      </div>
    </Dialog>
  );
}

function Passages({
  base,
  question,
  value,
  onChange,
}: {
  base: KnowledgeBase;
  question: string;
  value: readonly Expected[];
  onChange: (value: readonly Expected[]) => void;
}) {
  const { t } = useTranslation("knowledge");
  const search = useSearchBase(base.id);
  const found = (search.data?.items ?? []).map((hit) => ({
    passage: {
      document_id: hit.document_id,
      start: hit.start,
      end: hit.end,
      quote: hit.text.slice(0, 4_000),
    },
    document: hit.document,
  }));
  const chosen = new Set(value.map(keyOf));
  const known = new Set(found.map((each) => keyOf(each.passage)));
  const kept = value.filter((each) => !known.has(keyOf(each)));
  const toggle = (each: Expected) =>
    onChange(chosen.has(keyOf(each)) ? value.filter((one) => keyOf(one) !== keyOf(each)) : [...value, each]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-ui font-medium">{t("bench.expected")}</legend>
      <div>
        <Button
          size="sm"
          disabled={!question}
          busy={search.isPending}
          onClick={() => search.mutate({ query: question, mode: "hybrid" })}
        >
          {t("bench.search")}
        </Button>
      </div>
      {search.error && <ErrorPanel error={search.error} compact />}
      {search.data && (
        <p className="text-caption text-muted">{t(found.length ? "bench.choose" : "bench.nothing")}</p>
      )}
      <div className="flex max-h-72 flex-col gap-3 overflow-y-auto">
        {[...kept.map((passage) => ({ passage, document: t("bench.chosen") })), ...found].map((each) => (
          <Checkbox
            key={keyOf(each.passage)}
            checked={chosen.has(keyOf(each.passage))}
            onChange={() => toggle(each.passage)}
            label={each.document}
            help={<span className="line-clamp-3">{each.passage.quote.replace(/^#{1,6} /gm, "")}</span>}
          />
        ))}
      </div>
    </fieldset>
  );
}
