/** Talking to an agent. The conversation is its last run: what was said before stands in that run's input. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUpRight, MessageSquarePlus, SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnded, useRun, useRunFeed, useSay } from "@/api/runs";
import { useMay } from "@/api/session";
import type { Agent, Run } from "@/api/types";
import { cx } from "@/lib/cx";
import { AgentAvatar } from "@/parts/agent-avatar";
import { QueryView } from "@/parts/query-view";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { Textarea } from "@/ui/input";
import { useProblemToast } from "@/ui/problem-words";
import { Like } from "./like";

interface Said {
  role: "user" | "assistant";
  content: string;
}

/** Everything that was said up to a run, its own message included. */
export function saidIn(run: Run): Said[] {
  const input = run.input as { message?: string; history?: Said[] } | null;
  const answer = (run.output as { answer?: unknown } | null)?.answer;
  const said: Said[] = [...(input?.history ?? []), { role: "user", content: input?.message ?? "" }];
  return typeof answer === "string" ? [...said, { role: "assistant", content: answer }] : said;
}

export function AgentChat({ agent }: { agent: Agent }) {
  const { chat } = useSearch({ from: "/app/agents/$id" });
  return (
    <Card className="flex flex-col">
      {chat ? <Conversation key={chat} agent={agent} runId={chat} /> : <Beginning agent={agent} />}
    </Card>
  );
}

function Beginning({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agents");
  return (
    <>
      <Empty icon={MessageSquarePlus} title={t("chat.emptyTitle", { name: agent.name })}>
        {t("chat.emptyText")}
      </Empty>
      <Say agent={agent} after={null} busy={false} />
    </>
  );
}

function Conversation({ agent, runId }: { agent: Agent; runId: string }) {
  const run = useRun(runId);
  useRunFeed(runId, run.isSuccess && !isEnded(run.data));
  return (
    <>
      <QueryView query={run} className="m-4">
        {(data) => <Messages agent={agent} run={data} />}
      </QueryView>
      <Say agent={agent} after={runId} busy={!run.data || !isEnded(run.data)} />
    </>
  );
}

function Messages({ agent, run }: { agent: Agent; run: Run }) {
  const { t } = useTranslation("agents");
  const end = useRef<HTMLLIElement>(null);
  const said = saidIn(run);
  const state = stateOf(run);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is at the end
  useEffect(() => end.current?.scrollIntoView?.({ block: "nearest" }), [said.length, state]);
  return (
    <ol aria-label={t("tab.chat")} aria-live="polite" className="flex flex-col gap-3 p-5">
      {said.map((each, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a conversation only grows at its end
        <Message key={place} agent={agent} said={each} />
      ))}
      <li ref={end} className="flex items-center gap-3 text-ui text-muted">
        {state && <span>{t(`chat.${state}`, { name: agent.name, title: run.waiting_for?.title })}</span>}
        {run.status === "succeeded" && <Like agentId={agent.id} runId={run.id} />}
        {run.error && <span className="text-err">{run.error.detail || run.error.title}</span>}
        <Link
          to="/runs/$id"
          params={{ id: run.id }}
          className="ml-auto inline-flex items-center gap-1 text-accent hover:underline"
        >
          {t("chat.open")}
          <ArrowUpRight size={14} aria-hidden />
        </Link>
      </li>
    </ol>
  );
}

function stateOf(run: Run): "works" | "waits" | null {
  if (isEnded(run)) return null;
  return run.status === "waiting" ? "waits" : "works";
}

function Message({ agent, said }: { agent: Agent; said: Said }) {
  const own = said.role === "user";
  return (
    <li className={cx("flex max-w-[46rem] items-start gap-3", own && "flex-row-reverse self-end")}>
      {!own && <AgentAvatar status={agent.status} size={28} />}
      <p
        className={cx(
          "rounded-card px-3.5 py-2 text-body whitespace-pre-wrap",
          own ? "bg-accent text-on-accent" : "bg-surface-2",
        )}
      >
        {said.content}
      </p>
    </li>
  );
}

function Say({ agent, after, busy }: { agent: Agent; after: string | null; busy: boolean }) {
  const { t } = useTranslation("agents");
  const [message, setMessage] = useState("");
  const say = useSay(agent.id);
  const fail = useProblemToast();
  const navigate = useNavigate();
  const mayStart = useMay("run.start");
  const goTo = (chat: string | undefined) =>
    void navigate({
      to: "/agents/$id",
      params: { id: agent.id },
      search: chat ? { tab: "chat", chat } : { tab: "chat" },
      replace: true,
    });
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (busy || say.isPending || message.trim() === "") return;
    say.mutate({ message: message.trim(), after }, { onSuccess: (run) => goTo(run.id), onError: fail });
  };
  if (!mayStart) return null;
  return (
    <form onSubmit={send} className="flex items-end gap-2 border-t border-line p-4">
      <Textarea
        rows={2}
        value={message}
        aria-label={t("chat.message", { name: agent.name })}
        placeholder={t("chat.message", { name: agent.name })}
        maxLength={20_000}
        onChange={(event) => setMessage(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
        }}
      />
      {after && (
        <IconButton label={t("chat.new")} onClick={() => goTo(undefined)}>
          <MessageSquarePlus size={16} aria-hidden />
        </IconButton>
      )}
      <Button
        kind="primary"
        type="submit"
        busy={say.isPending}
        disabled={busy || message.trim() === ""}
        icon={<SendHorizontal size={15} aria-hidden />}
      >
        {t("chat.send")}
      </Button>
    </form>
  );
}
