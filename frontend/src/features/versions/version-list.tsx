/** The draft on top, then the versions by day: note, who, when, and what changed in numbers. */
import { Link } from "@tanstack/react-router";
import { EllipsisVertical, Radio } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMemberNames } from "@/api/company";
import type { WorkflowDetail, WorkflowVersion } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo, formatDateTime } from "@/lib/format";
import type { Counts } from "@/parts/changes/compare";
import { useSummary } from "@/parts/changes/mark";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import type { Actions } from "./actions";
import { byDay, type Pair, pairFor, type Which } from "./which";

export const COMPARISON_ID = "comparison";

/** On narrow screens it stands below the list. */
function showComparison(): void {
  if (window.matchMedia("(min-width: 1024px)").matches) return;
  document.getElementById(COMPARISON_ID)?.scrollIntoView();
}

interface VersionListProps {
  workflow: WorkflowDetail;
  versions: readonly WorkflowVersion[];
  draftCounts: Counts | null;
  pair: Pair;
  actions: Actions;
  more: { has: boolean; busy: boolean; load: () => void };
}

export function VersionList({ workflow, versions, draftCounts, pair, actions, more }: VersionListProps) {
  const { t } = useTranslation("versions");
  const live = workflow.live_version;
  const row = { workflowId: workflow.id, live, pair, actions };
  return (
    <nav aria-label={t("title")} className="flex flex-col gap-4">
      <ol className="flex flex-col gap-1.5">
        <Row {...row} which="draft" title={t("draft")} badge={null} counts={draftCounts}>
          <time dateTime={workflow.updated_at} title={formatDateTime(workflow.updated_at)}>
            {t("changedAgo", { ago: formatAgo(workflow.updated_at) })}
          </time>
        </Row>
      </ol>
      {byDay(versions).map(({ day, versions: ofDay }) => (
        <section key={day} aria-label={day} className="flex flex-col gap-1.5">
          <h2 className="px-1 text-caption font-medium text-muted">{day}</h2>
          <ol className="flex flex-col gap-1.5">
            {ofDay.map((each) => (
              <VersionRow key={each.version} {...row} version={each} />
            ))}
          </ol>
        </section>
      ))}
      {more.has && (
        <Button busy={more.busy} onClick={more.load}>
          {t("older")}
        </Button>
      )}
    </nav>
  );
}

interface RowProps {
  workflowId: string;
  live: number | null;
  pair: Pair;
  actions: Actions;
}

function VersionRow({ version, ...row }: RowProps & { version: WorkflowVersion }) {
  const { t } = useTranslation("versions");
  const name = useMemberNames()(version.published_by);
  const counts = version.changes && {
    added: version.changes.added_steps,
    changed: version.changes.changed_steps,
    removed: version.changes.removed_steps,
    moved: 0,
    edges: version.changes.edges,
    marks: version.changes.notes,
    whole: version.changes.settings,
  };
  const isLive = version.version === row.live;
  return (
    <Row
      {...row}
      which={version.version}
      title={t("version", { version: version.version })}
      badge={
        isLive && (
          <Badge tone="ok" icon={<Radio size={13} aria-hidden />}>
            {t("live")}
          </Badge>
        )
      }
      note={version.note}
      counts={counts ?? null}
      first={version.version === 1}
    >
      <time dateTime={version.published_at} title={formatDateTime(version.published_at)}>
        {formatAgo(version.published_at)}
      </time>
      {name && <> · {name}</>}
    </Row>
  );
}

interface EntryProps extends RowProps {
  which: Which;
  title: string;
  badge: ReactNode;
  note?: string;
  counts: Counts | null;
  first?: boolean;
  children: ReactNode;
}

function Row({
  workflowId,
  live,
  pair,
  actions,
  which,
  title,
  badge,
  note,
  counts,
  first,
  children,
}: EntryProps) {
  const { t } = useTranslation("versions");
  const summary = useSummary();
  const shown = pair.to === which || pair.from === which;
  return (
    <li
      className={cx(
        "relative flex gap-1 rounded-menu border px-3 py-2",
        shown ? "border-accent bg-soft/40" : "border-line bg-surface hover:border-line-strong",
      )}
    >
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            to="/workflows/$id/versions"
            params={{ id: workflowId }}
            search={pairFor(which, live)}
            resetScroll={false}
            onClick={showComparison}
            aria-current={pair.to === which ? "true" : undefined}
            className="text-ui font-semibold after:absolute after:inset-0 after:rounded-menu focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {title}
          </Link>
          {badge}
        </p>
        {note && <p className="mt-0.5 line-clamp-3 text-ui whitespace-pre-line">{note}</p>}
        <p className="mt-0.5 text-caption text-muted">{children}</p>
        {(counts || first) && (
          <p className="mt-0.5 text-caption text-muted">{counts ? summary(counts) : t("first")}</p>
        )}
      </div>
      <RowMenu which={which} title={title} live={live} actions={actions} />
    </li>
  );
}

function RowMenu({
  which,
  title,
  live,
  actions,
}: {
  which: Which;
  title: string;
  live: number | null;
  actions: Actions;
}) {
  const { t } = useTranslation("versions");
  const number = typeof which === "number" ? which : null;
  return (
    <div className="relative z-10 -mr-1.5">
      <Menu
        label={t("more", { name: title })}
        trigger={
          <IconButton size="sm" label={t("more", { name: title })}>
            <EllipsisVertical size={16} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => actions.look({ to: which })}>{t("view")}</MenuItem>
        {which !== "draft" && (
          <MenuItem onSelect={() => actions.look({ from: which, to: "draft" })}>{t("withDraft")}</MenuItem>
        )}
        {live !== null && which !== live && (
          <MenuItem onSelect={() => actions.look({ from: live, to: which })}>{t("withLive")}</MenuItem>
        )}
        {number !== null && <VersionItems number={number} actions={actions} />}
        <MenuSeparator />
        <MenuItem onSelect={() => actions.save("yaml", number)}>{t("export.yaml")}</MenuItem>
        <MenuItem onSelect={() => actions.save("json", number)}>{t("export.json")}</MenuItem>
      </Menu>
    </div>
  );
}

function VersionItems({ number, actions }: { number: number; actions: Actions }) {
  const { t } = useTranslation("versions");
  return (
    <>
      <MenuSeparator />
      {actions.mayWrite && (
        <MenuItem onSelect={() => actions.ask("restore", number)}>{t("restore.button")}</MenuItem>
      )}
      {actions.mayPublish && (
        <MenuItem onSelect={() => actions.ask("publishAgain", number)}>{t("publishAgain.button")}</MenuItem>
      )}
      <MenuItem onSelect={() => actions.ask("call", number)}>{t("call.button")}</MenuItem>
    </>
  );
}
