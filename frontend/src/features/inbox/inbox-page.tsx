import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Inbox, MailOpen } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApproval, useApprovals } from "@/api/approvals";
import { useEffects } from "@/api/effects";
import { useMay } from "@/api/session";
import type { Approval } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo } from "@/lib/format";
import { QueryView } from "@/parts/query-view";
import { Badge } from "@/ui/badge";
import { Empty } from "@/ui/empty";
import { backLinkClass, useDocumentTitle } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { ApprovalDetail } from "./approval-detail";
import { BulkDecide } from "./bulk";
import { DueBadge } from "./due";
import { OneEffect } from "./effect-detail";
import { EffectList, isEffect } from "./effect-list";
import { choosable, mainChoice, refusal, toneOfChoice } from "./similar";
import { handleKey, useBeginWithKeys } from "./use-keys";

type Tab = "waiting" | "decided";

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { id } = useParams({ strict: false });
  const { show } = useSearch({ strict: false });
  const tab: Tab = show === "decided" ? "decided" : "waiting";
  const navigate = useNavigate();
  const approvals = useApprovals(tab);
  const items = approvals.data?.items ?? noApprovals;
  const effects = useEffects(tab === "waiting" ? "open" : "resolved").data?.items ?? [];
  const mayDecide = useMay("approval.decide");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<string | null>(null);
  const list = useRef<HTMLElement>(null);
  useDocumentTitle(t("title"));

  const move = useCallback(
    (by: 1 | -1) => {
      const at = items.findIndex((each) => each.id === id);
      const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
      if (!next) return;
      const search = tab === "decided" ? { show: "decided" } : {};
      void navigate({ to: "/inbox/$id", params: { id: next.id }, search });
      list.current?.querySelector<HTMLElement>(`a[href*="${next.id}"]`)?.focus();
    },
    [items, id, tab, navigate],
  );
  useBeginWithKeys(move);
  const current = items.find((each) => each.id === id);
  const ask = (choice: string | undefined) => {
    if (current?.status === "waiting" && choice && mayDecide) setAsked(choice);
  };
  const fit = choosable(items, chosen);
  const toggle = (approval: Approval) =>
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(approval.id) && fit.has(approval.id)) next.add(approval.id);
      return next;
    });
  const keys = {
    move,
    approve: () => ask(mainChoice(current?.choices ?? [])),
    reject: () => ask(refusal(current?.choices ?? [])),
    choose: () => current && mayDecide && tab === "waiting" && toggle(current),
  };
  const picked = items.filter((each) => chosen.has(each.id));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of everything inside; each has its button as well
    <div className="flex h-full min-h-0" onKeyDown={(event) => handleKey(event, keys)}>
      <section
        ref={list}
        data-approvals
        aria-label={t("title")}
        className={cx(
          "flex w-full shrink-0 flex-col border-line md:w-80 md:border-r lg:w-96",
          id !== undefined && "max-md:hidden",
        )}
      >
        <div className="flex items-center justify-between gap-2 px-5 pt-5 pb-3">
          <h1 className="text-title font-semibold tracking-tight">{t("title")}</h1>
          <Segmented
            size="sm"
            label={t("show")}
            value={tab}
            onChange={(next) =>
              void navigate({ to: "/inbox", search: next === "decided" ? { show: "decided" } : {} })
            }
            choices={[
              { value: "waiting", label: t("waiting") },
              { value: "decided", label: t("decided") },
            ]}
          />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto border-t border-line">
          {effects.length > 0 && <EffectList effects={effects} tab={tab} selected={id} />}
          <QueryView query={approvals} loading={<SkeletonRows rows={5} />} className="m-4">
            {(page) =>
              page.items.length === 0 && effects.length > 0 ? null : page.items.length === 0 ? (
                <Empty icon={Inbox} title={t(`empty.${tab}`)}>
                  {tab === "waiting" ? t("empty.text") : null}
                </Empty>
              ) : (
                <ul>
                  {page.items.map((a) => (
                    <li key={a.id} className="relative flex border-b border-line">
                      {tab === "waiting" && mayDecide && (
                        <Choose
                          approval={a}
                          chosen={chosen.has(a.id)}
                          disabled={!fit.has(a.id) && !chosen.has(a.id)}
                          onToggle={toggle}
                        />
                      )}
                      <ListLine approval={a} active={a.id === id} tab={tab} />
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </div>
        <BulkDecide
          approvals={picked}
          similar={items.filter((each) => fit.has(each.id))}
          onChooseAll={() => setChosen(fit)}
          onClear={() => setChosen(new Set())}
        />
      </section>
      <section className={cx("min-w-0 flex-1 overflow-y-auto bg-bg", id === undefined && "max-md:hidden")}>
        {id === undefined ? (
          <Empty icon={MailOpen} title={t("choose.title")} className="h-full justify-center">
            {t("choose.text")} <span className="max-md:hidden">{t("keys.hint")}</span>
          </Empty>
        ) : (
          <div className="mx-auto max-w-3xl px-4 py-5 sm:px-8 sm:py-7">
            <div className="mb-3 md:hidden">
              <h1 className="sr-only">{t("title")}</h1>
              <Link to="/inbox" className={`${backLinkClass} text-ui text-muted`}>
                <ArrowLeft size={15} aria-hidden />
                {t("title")}
              </Link>
            </div>
            {isEffect(id) ? (
              <OneEffect key={id} id={id} />
            ) : (
              <One key={id} id={id} tab={tab} asked={asked} onAsked={setAsked} />
            )}
          </div>
        )}
      </section>
    </div>
  );
}

const noApprovals: Approval[] = [];

interface OneProps {
  id: string;
  tab: Tab;
  asked: string | null;
  onAsked: (choice: string | null) => void;
}

function One({ id, tab, asked, onAsked }: OneProps) {
  const approval = useApproval(id);
  const waiting = useApprovals("waiting");
  const navigate = useNavigate();
  const goOn = () => {
    const next = waiting.data?.items.find((a) => a.id !== id);
    if (tab === "waiting" && next) void navigate({ to: "/inbox/$id", params: { id: next.id } });
  };
  return (
    <QueryView query={approval}>
      {(data) => <ApprovalDetail approval={data} onDecided={goOn} asked={asked} onAsked={onAsked} />}
    </QueryView>
  );
}

interface ChooseProps {
  approval: Approval;
  chosen: boolean;
  disabled: boolean;
  onToggle: (approval: Approval) => void;
}

function Choose({ approval, chosen, disabled, onToggle }: ChooseProps) {
  const { t } = useTranslation("inbox");
  return (
    <label className="flex w-11 shrink-0 cursor-pointer items-center justify-center has-disabled:cursor-default">
      <input
        type="checkbox"
        aria-label={t("bulk.one", { title: approval.title })}
        {...(disabled ? { title: t("bulk.differs") } : {})}
        checked={chosen}
        disabled={disabled}
        onChange={() => onToggle(approval)}
        className="size-4.5 accent-accent disabled:opacity-40"
      />
    </label>
  );
}

function ListLine({
  approval,
  active,
  tab,
}: {
  approval: Approval;
  active: boolean;
  tab: "waiting" | "decided";
}) {
  return (
    <Link
      to="/inbox/$id"
      params={{ id: approval.id }}
      search={tab === "decided" ? { show: "decided" } : {}}
      aria-current={active ? "true" : undefined}
      className={cx(
        "block min-w-0 flex-1 py-3.5 pr-5 focus-visible:outline-offset-[-2px]",
        tab === "waiting" ? "pl-1" : "pl-5",
        active ? "bg-soft" : "hover:bg-surface-2",
      )}
    >
      <span className="flex items-baseline justify-between gap-3">
        <span className="truncate text-ui font-semibold">{approval.title}</span>
        <span className="shrink-0 text-caption text-muted tabular">
          {formatAgo(approval.decided_at ?? approval.created_at)}
        </span>
      </span>
      <span className="mt-0.5 flex items-center justify-between gap-3">
        <span className="truncate text-caption text-muted">
          {approval.description || approval.workflow_name}
        </span>
        <DueBadge approval={approval} />
        {approval.choice && <Badge tone={toneOfChoice(approval.choice)}>{approval.choice}</Badge>}
      </span>
    </Link>
  );
}
