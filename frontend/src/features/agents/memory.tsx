/** What an agent remembers: each fact with where it is from and until when it holds; people correct and delete it. */
import { Link } from "@tanstack/react-router";
import { Brain, Pencil, Plus, Search, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import { type Memory, useForgetMemory, useMemories } from "@/api/memories";
import { useMay } from "@/api/session";
import type { Agent } from "@/api/types";
import { formatAgo, formatDate } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { SearchInput } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { toast } from "@/ui/toast";
import { MemoryDialog } from "./memory-dialog";

type Asked = { what: "write" | "forget"; memory: Memory | null } | null;

export function AgentMemory({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  const mayWrite = useMay("agent.write");
  const [q, setQ] = useState("");
  const [asked, setAsked] = useState<Asked>(null);
  const memories = useMemories(agent.id, q);
  const done = () => setAsked(null);
  return (
    <div className="flex flex-col gap-4">
      {!agent.memory && (
        <Callout tone="plain" title={t("memory.offTitle")}>
          {t("memory.offText")}
        </Callout>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput
          label={t("memory.search")}
          placeholder={t("memory.search")}
          icon={<Search size={15} aria-hidden />}
          className="w-72 max-w-full"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        {mayWrite && (
          <span className="ml-auto flex gap-2">
            <Button kind="ghost" onClick={() => setAsked({ what: "forget", memory: null })}>
              {t("memory.forgetAll")}
            </Button>
            <Button
              icon={<Plus size={15} aria-hidden />}
              onClick={() => setAsked({ what: "write", memory: null })}
            >
              {t("memory.add")}
            </Button>
          </span>
        )}
      </div>
      <QueryView query={memories}>
        {(found) => {
          const items = found.pages.flatMap((page) => page.items);
          const hidden = found.pages[0]?.hidden ?? 0;
          return (
            <>
              <Card>
                {items.length === 0 ? (
                  <Empty icon={Brain} title={t("memory.none")}>
                    {t("memory.noneText")}
                  </Empty>
                ) : (
                  <ul aria-label={t("tab.memory")} className="divide-y divide-line">
                    {items.map((each) => (
                      <Fact key={each.id} fact={each} mayWrite={mayWrite} onAsk={setAsked} />
                    ))}
                  </ul>
                )}
                {memories.hasNextPage && (
                  <div className="flex justify-center border-t border-line p-3">
                    <Button busy={memories.isFetchingNextPage} onClick={() => void memories.fetchNextPage()}>
                      {t("memory.more")}
                    </Button>
                  </div>
                )}
              </Card>
              {hidden > 0 && <p className="text-ui text-muted">{t("memory.hidden", { count: hidden })}</p>}
            </>
          );
        }}
      </QueryView>
      {asked?.what === "write" && <MemoryDialog agent={agent} memory={asked.memory} onClose={done} />}
      {asked?.what === "forget" && <Forget agent={agent} memory={asked.memory} onClose={done} />}
    </div>
  );
}

function Fact({ fact, mayWrite, onAsk }: { fact: Memory; mayWrite: boolean; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation("agents");
  return (
    <li className="flex items-start gap-3 px-5 py-3">
      <div className="min-w-0 flex-1">
        <p className="text-body [overflow-wrap:anywhere]">
          {fact.text} {fact.for_you_alone && <Badge>{t("memory.onlyYou")}</Badge>}
        </p>
        <Origin fact={fact} />
      </div>
      {mayWrite && (
        <span className="flex shrink-0">
          <IconButton
            label={`${t("memory.edit")}: ${fact.text}`}
            onClick={() => onAsk({ what: "write", memory: fact })}
          >
            <Pencil size={15} aria-hidden />
          </IconButton>
          <IconButton
            label={`${t("memory.forget")}: ${fact.text}`}
            onClick={() => onAsk({ what: "forget", memory: fact })}
          >
            <Trash2 size={15} aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

function Origin({ fact }: { fact: Memory }) {
  const { t } = useTranslation("agents");
  const nameOf = useMemberNames();
  const link = "text-accent hover:underline";
  return (
    <p className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-caption text-muted">
      {fact.run_id ? (
        <Link to="/runs/$id" params={{ id: fact.run_id }} className={link}>
          {t("memory.fromRun")}
        </Link>
      ) : (
        <span>{t("memory.fromPerson", { name: nameOf(fact.written_by) ?? "–" })}</span>
      )}
      <span>{t("memory.learnt", { when: formatAgo(fact.learnt_at) })}</span>
      <span>{fact.uses ? t("memory.used", { count: fact.uses }) : t("memory.never")}</span>
      <span>
        {fact.expires_at ? t("memory.holds", { date: formatDate(fact.expires_at) }) : t("memory.good")}
      </span>
      {fact.documents.length > 0 && (
        <span className="flex flex-wrap gap-x-2">
          {t("memory.rests")}
          {fact.documents.map((each) => (
            <Link
              key={each.id}
              to="/knowledge/$id/documents/$document"
              params={{ id: each.knowledge_base_id, document: each.id }}
              className={link}
            >
              {each.name}
            </Link>
          ))}
        </span>
      )}
    </p>
  );
}

function Forget({ agent, memory, onClose }: { agent: Agent; memory: Memory | null; onClose: () => void }) {
  const { t } = useTranslation("agents");
  const forget = useForgetMemory(agent.id);
  const fail = useProblemToast();
  const ask = memory ? "forgetAsk" : "forgetAllAsk";
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`memory.${ask}.title`, { name: agent.name })}
      description={t(`memory.${ask}.text`)}
      confirmLabel={t(memory ? "memory.forget" : "memory.forgetAll")}
      onConfirm={() =>
        forget.mutate(memory?.id ?? null, {
          onSuccess: () => toast.done(t("memory.forgotten")),
          onError: fail,
          onSettled: onClose,
        })
      }
      busy={forget.isPending}
      danger
    />
  );
}
