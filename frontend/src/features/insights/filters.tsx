/** Which time and whose runs: all of it stands in the address. */
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { type InsightsQuestion, ranges } from "@/api/insights";
import { useWorkflows } from "@/api/workflows";
import { cx } from "@/lib/cx";
import { Button } from "@/ui/button";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { chosen, dayOf, type InsightsSearch } from "./question";

export function Filters({
  question,
  onChange,
}: {
  question: InsightsQuestion;
  onChange: (change: InsightsSearch) => void;
}) {
  const { t } = useTranslation("insights");
  const workflows = useWorkflows();
  const agents = useAgents();
  const narrowed = question.workflow_id || question.agent_id || question.source === "sample";
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2 print:hidden">
      <fieldset className="flex rounded-control border border-line bg-surface p-0.5">
        <legend className="sr-only">{t("range.label")}</legend>
        {ranges.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={question.range === range}
            onClick={() => onChange(chosen(range, new Date()))}
            className={cx(
              "h-8 rounded-[5px] px-2.5 text-ui font-medium transition-colors sm:px-3",
              question.range === range ? "bg-soft text-accent" : "text-muted hover:text-text",
            )}
          >
            {t(`range.${range}`)}
          </button>
        ))}
      </fieldset>
      {question.range === "custom" && <Days question={question} onChange={onChange} />}
      <Select
        aria-label={t("filter.workflow")}
        className="w-full sm:w-52"
        value={question.workflow_id ?? ""}
        onChange={(workflow) => onChange({ workflow })}
        choices={[
          { value: "", label: t("filter.anyWorkflow") },
          ...(workflows.data?.items ?? []).map((w) => ({ value: w.id, label: w.name })),
        ]}
      />
      <Select
        aria-label={t("filter.agent")}
        className="w-full sm:w-44"
        value={question.agent_id ?? ""}
        onChange={(agent) => onChange({ agent })}
        choices={[
          { value: "", label: t("filter.anyAgent") },
          ...(agents.data?.items ?? []).map((a) => ({ value: a.id, label: a.name })),
        ]}
      />
      {narrowed && (
        <Button kind="ghost" onClick={() => onChange({ workflow: "", agent: "", source: "" })}>
          {t("filter.clear")}
        </Button>
      )}
    </div>
  );
}

function Days({
  question,
  onChange,
}: {
  question: InsightsQuestion;
  onChange: (change: InsightsSearch) => void;
}) {
  const { t } = useTranslation("insights");
  const today = dayOf(new Date());
  return (
    <>
      {(["from", "to"] as const).map((name) => (
        <Input
          key={name}
          type="date"
          aria-label={t(`range.${name}`)}
          className="w-36 sm:w-38"
          value={question[name] ?? ""}
          min={name === "to" ? (question.from ?? undefined) : undefined}
          max={name === "from" ? (question.to ?? today) : today}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      ))}
    </>
  );
}
