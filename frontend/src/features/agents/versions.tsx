/** Every version of an agent: what it changed, and a way back to it. */
import { ChevronDown, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgentVersions, useRestoreAgent } from "@/api/agents";
import { useMemberNames } from "@/api/company";
import { useMay } from "@/api/session";
import type { Agent, AgentVersion } from "@/api/types";
import { formatDateTime } from "@/lib/format";
import { FieldChangeView } from "@/parts/changes/field-change";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";

export function AgentVersions({ agent }: { agent: Agent }) {
  const versions = useAgentVersions(agent.id);
  return (
    <QueryView query={versions}>
      {(page) => (
        <Card>
          <ol className="divide-y divide-line">
            {page.items.map((each, at) => (
              <Version key={each.version} agent={agent} version={each} before={page.items[at + 1]} />
            ))}
          </ol>
        </Card>
      )}
    </QueryView>
  );
}

function Version({
  agent,
  version,
  before,
}: {
  agent: Agent;
  version: AgentVersion;
  before: AgentVersion | undefined;
}) {
  const { t } = useTranslation("agents");
  const nameOf = useMemberNames();
  const mayWrite = useMay("agent.write");
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const restore = useRestoreAgent(agent.id);
  const fail = useProblemToast();
  const isCurrent = version.version === agent.version;
  const bringBack = () =>
    restore.mutate(
      { version: version.version, from: agent.version },
      {
        onSuccess: (saved) => toast.done(t("restored", { from: version.version, version: saved.version })),
        onError: fail,
        onSettled: () => setAsking(false),
      },
    );
  return (
    <li>
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-5 py-1.5 text-ui">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="inline-flex items-center gap-1.5 font-medium tabular hover:text-accent"
        >
          <ChevronDown size={15} aria-hidden className={open ? "" : "-rotate-90"} />
          {t("version", { version: version.version })}
        </button>
        {isCurrent && <Badge tone="accent">{t("current")}</Badge>}
        <span className="ml-auto truncate text-muted">
          {nameOf(version.saved_by)} · {formatDateTime(version.saved_at)}
        </span>
        {mayWrite && !isCurrent && agent.status !== "retired" && (
          <Button size="sm" icon={<RotateCcw size={14} aria-hidden />} onClick={() => setAsking(true)}>
            {t("restore")}
          </Button>
        )}
      </div>
      {open && <Differences version={version} before={before} />}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("restoreAsk.title", { version: version.version })}
        description={t("restoreAsk.text")}
        confirmLabel={t("restore")}
        onConfirm={bringBack}
        busy={restore.isPending}
      />
    </li>
  );
}

const fields = {
  name: "name",
  role: "role",
  goal: "goal",
  instructions: "instructions",
  model: "model",
  tools: "tools",
  knowledge_bases: "knowledge",
  budget: "budget",
  minutes_saved_per_run: "minutes",
  goals: "goals",
  limits: "limits",
  memory: "memory",
} as const;

function Differences({ version, before }: { version: AgentVersion; before: AgentVersion | undefined }) {
  const { t } = useTranslation("agents");
  if (!before) return <p className="px-5 pb-3 text-ui text-muted">{t("firstVersion")}</p>;
  const changed = (Object.keys(fields) as Array<keyof typeof fields>).filter(
    (name) => JSON.stringify(version.agent[name]) !== JSON.stringify(before.agent[name]),
  );
  if (changed.length === 0) return <p className="px-5 pb-3 text-ui text-muted">{t("sameAsBefore")}</p>;
  return (
    <dl aria-label={t("differs")} className="flex flex-col gap-2 px-5 pb-4">
      {changed.map((name) => (
        <FieldChangeView
          key={name}
          label={t(`field.${fields[name]}`)}
          change={{ path: [name], before: before.agent[name], after: version.agent[name] }}
        />
      ))}
    </dl>
  );
}
