/** Tests of a knowledge base over time: begun, watched, stopped, read question by question, compared with another. */
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KnowledgeBase } from "@/api/knowledge";
import { type CaseResult, type Trial, useStartTrial, useStopTrial, useTrial, useTrials } from "@/api/quality";
import { formatDateTime, formatNumber, formatPercent } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { useProblemToast } from "@/ui/problem-words";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";

export function Trials({ base, ready }: { base: KnowledgeBase; ready: number }) {
  const { t } = useTranslation("knowledge");
  const trials = useTrials(base.id);
  const [withAnswers, setWithAnswers] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const start = useStartTrial(base.id);
  const fail = useProblemToast();
  const running = trials.data?.items.some((each) => each.state === "running") ?? false;
  return (
    <Card>
      <CardHeader
        title={t("bench.trials")}
        description={t("bench.trialsText")}
        actions={
          <>
            <Checkbox checked={withAnswers} onChange={setWithAnswers} label={t("bench.withAnswers")} />
            <Button
              kind="primary"
              disabled={ready === 0 || running}
              busy={start.isPending}
              onClick={() => start.mutate(withAnswers, { onError: fail })}
            >
              {t("bench.start")}
            </Button>
          </>
        }
      />
      <QueryView query={trials}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon={FlaskConical} title={t("bench.none")}>
              {t("bench.noneText")}
            </Empty>
          ) : (
            <>
              <TrialTable base={base} trials={page.items} open={open} onOpen={setOpen} />
              {open && <Results base={base} trials={page.items} id={open} />}
            </>
          )
        }
      </QueryView>
    </Card>
  );
}

const tones: Record<Trial["state"], Tone> = { running: "run", done: "ok", stopped: "warn", failed: "err" };

function TrialTable({
  base,
  trials,
  open,
  onOpen,
}: {
  base: KnowledgeBase;
  trials: readonly Trial[];
  open: string | null;
  onOpen: (id: string | null) => void;
}) {
  const { t } = useTranslation("knowledge");
  const stop = useStopTrial(base.id);
  const columns = ["recall", "recall10", "ndcg", "answerability"] as const;
  return (
    <Table label={t("bench.trials")}>
      <Thead>
        <Th>{t("bench.at")}</Th>
        <Th>{t("bench.questions")}</Th>
        {columns.map((each) => (
          <Th key={each}>{t(`bench.${each}`)}</Th>
        ))}
        <Th>{t("bench.documents")}</Th>
        <Th>{t("bench.open")}</Th>
      </Thead>
      <tbody>
        {trials.map((each) => (
          <Tr key={each.id}>
            <Td className="whitespace-nowrap">
              {formatDateTime(each.started_at)}{" "}
              {each.state !== "done" && (
                <Badge tone={tones[each.state]}>{t(`bench.state.${each.state}`)}</Badge>
              )}
              {each.problem && <p className="text-caption text-err">{each.problem}</p>}
            </Td>
            <Td className="tabular">
              {each.state === "running" ? (
                <span className="flex items-center gap-2">
                  <progress
                    value={each.done}
                    max={each.total}
                    aria-label={t("bench.running", { done: each.done, total: each.total })}
                    className="h-1.5 w-20 accent-accent"
                  />
                  <Button size="sm" busy={stop.isPending} onClick={() => stop.mutate(each.id)}>
                    {t("bench.stop")}
                  </Button>
                </span>
              ) : (
                t("bench.running", { done: each.done, total: each.total })
              )}
            </Td>
            <Td className="tabular">{formatPercent(each.figures?.recall_5)}</Td>
            <Td className="tabular">{formatPercent(each.figures?.recall_10)}</Td>
            <Td className="tabular">
              {each.figures?.ndcg_10 == null ? "–" : formatNumber(each.figures.ndcg_10, 3)}
            </Td>
            <Td className="tabular">{formatPercent(each.figures?.answerability)}</Td>
            <Td className="tabular text-muted">{formatNumber(each.documents, 0)}</Td>
            <Td>
              <Button
                size="sm"
                aria-expanded={open === each.id}
                onClick={() => onOpen(open === each.id ? null : each.id)}
              >
                {t("bench.open")}
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Results({ base, trials, id }: { base: KnowledgeBase; trials: readonly Trial[]; id: string }) {
  const { t } = useTranslation("knowledge");
  const place = trials.findIndex((each) => each.id === id);
  const [chosen, setChosen] = useState<string | null>(null);
  const other = trials.find((each) => each.id === chosen) ?? trials[place + 1];
  const trial = useTrial(base.id, trials[place]);
  const before = useTrial(base.id, other);
  const earlier = new Map(before.data?.results.map((each) => [each.case_id, each]));
  const others = trials.filter((each) => each.id !== id);
  return (
    <div className="border-t border-line">
      {others.length > 0 && (
        <div className="flex items-center gap-2 px-5 py-3">
          <span className="text-ui text-muted">{t("bench.compareWith")}</span>
          <div className="w-56">
            <Select
              size="sm"
              aria-label={t("bench.compareWith")}
              value={other?.id}
              onChange={setChosen}
              placeholder={t("bench.nothingToCompare")}
              choices={others.map((each) => ({ value: each.id, label: formatDateTime(each.started_at) }))}
            />
          </div>
        </div>
      )}
      <QueryView query={trial}>
        {(data) => (
          <ul className="divide-y divide-line border-t border-line">
            {data.results.map((each) => (
              <Result key={each.case_id} now={each} before={other ? earlier.get(each.case_id) : undefined} />
            ))}
          </ul>
        )}
      </QueryView>
    </div>
  );
}

/** Better or worse than before: by what was found, and where that is the same, by the answer. */
export function changeOf(now: CaseResult, before: CaseResult): "better" | "worse" | "same" {
  const gain =
    (now.ndcg_10 ?? 0) - (before.ndcg_10 ?? 0) ||
    (now.is_answer_right !== null && before.is_answer_right !== null
      ? Number(now.is_answer_right) - Number(before.is_answer_right)
      : 0);
  if (Math.abs(gain) < 1e-9) return "same";
  return gain > 0 ? "better" : "worse";
}

const changeTones: Record<"better" | "worse" | "same", Tone> = {
  better: "ok",
  worse: "err",
  same: "neutral",
};

function Result({ now, before }: { now: CaseResult; before: CaseResult | undefined }) {
  const { t } = useTranslation("knowledge");
  const change = before && changeOf(now, before);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5 text-ui">
      <span className="min-w-0 flex-1 basis-72">
        <span className="block font-medium [overflow-wrap:anywhere]">{now.question}</span>
        <span className="block text-caption text-muted">
          {now.is_answerable
            ? now.rank === null
              ? t("bench.missing")
              : t("bench.place", { rank: now.rank })
            : t("bench.unanswerable")}
          {before && now.is_answerable && before.rank !== now.rank && (
            <>
              {" "}
              ({before.rank === null ? t("bench.wasMissing") : t("bench.wasPlace", { rank: before.rank })})
            </>
          )}
          {now.rank === null && now.found.length > 0 && (
            <> · {t("bench.found", { documents: now.found.join(", ") })}</>
          )}
        </span>
      </span>
      {now.is_answer_right !== null && (
        <Badge tone={now.is_answer_right ? "ok" : "err"}>
          {t(now.is_answer_right ? "bench.right" : "bench.wrong")}
        </Badge>
      )}
      {change && <Badge tone={changeTones[change]}>{t(`bench.${change}`)}</Badge>}
    </li>
  );
}
