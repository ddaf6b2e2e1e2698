/** What narrows the list: words, status, workflow, agent, and the rest behind one button. */
import { Search as Magnifier } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useWorkflows } from "@/api/workflows";
import { useStatusWord } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { SearchInput } from "@/ui/input";
import { SeveralButton } from "./choices";
import { isFiltered, listOf, type Search, statuses } from "./filter";
import { MoreFilters } from "./more-filters";
import { SavedFilters } from "./saved-filters";

interface Props {
  search: Search;
  onChange: (change: Search) => void;
  onReplace: (search: Search) => void;
}

export function FilterBar({ search, onChange, onReplace }: Props) {
  const { t } = useTranslation("runs");
  const word = useStatusWord();
  const workflows = useWorkflows();
  const agents = useAgents();
  const named = (items: ReadonlyArray<{ id: string; name: string }> | undefined, any: string) => [
    { value: "", label: any },
    ...(items ?? []).map((each) => ({ value: each.id, label: each.name })),
  ];
  return (
    <search aria-label={t("filter.label")} className="flex flex-wrap items-center gap-2">
      <Words value={search.q ?? ""} onChange={(q) => onChange({ q })} />
      <SeveralButton
        label={t("filter.status")}
        values={listOf(search.status)}
        choices={statuses.map((value) => ({ value, label: word(value) }))}
        onChange={(values) => onChange({ status: values.join(",") })}
      />
      <Combobox
        aria-label={t("filter.workflow")}
        className="max-w-56 min-w-36 flex-1 sm:flex-none sm:w-52"
        value={search.workflow ?? ""}
        onChange={(workflow) => onChange({ workflow })}
        choices={named(workflows.data?.items, t("filter.anyWorkflow"))}
      />
      <Combobox
        aria-label={t("filter.agent")}
        className="max-w-48 min-w-32 flex-1 sm:flex-none sm:w-44"
        value={search.agent ?? ""}
        onChange={(agent) => onChange({ agent })}
        choices={named(agents.data?.items, t("filter.anyAgent"))}
      />
      <MoreFilters key={search.seconds || search.cost ? "set" : "open"} search={search} onChange={onChange} />
      <SavedFilters search={search} onApply={onReplace} />
      {isFiltered(search) && (
        <Button kind="ghost" onClick={() => onReplace({})}>
          {t("filter.clearAll")}
        </Button>
      )}
    </search>
  );
}

const PAUSE_MS = 250;

/** Looked for once typing pauses, or at Enter. */
function Words({ value, onChange }: { value: string; onChange: (words: string) => void }) {
  const { t } = useTranslation("runs");
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setDraft(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (draft.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = draft.trim();
      onChange(draft.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, onChange]);
  return (
    <SearchInput
      label={t("filter.words")}
      placeholder={t("filter.wordsExample")}
      icon={<Magnifier size={16} />}
      className="min-w-full flex-1 sm:min-w-64"
      value={draft}
      maxLength={200}
      onChange={(e) => setDraft(e.target.value)}
    />
  );
}
