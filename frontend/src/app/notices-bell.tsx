/** What this person should hear of: unread first, read when opened. */
import { useNavigate } from "@tanstack/react-router";
import { Bell, CheckCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotices, useReadNotices } from "@/api/notifications";
import type { Notice } from "@/api/types";
import { cx } from "@/lib/cx";
import { formatAgo } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { ErrorPanel } from "@/ui/error-panel";
import { Popover } from "@/ui/popover";
import { SkeletonRows } from "@/ui/skeleton";

export function NoticesBell() {
  const { t } = useTranslation("app");
  const [open, setOpen] = useState(false);
  const notices = useNotices();
  const read = useReadNotices();
  const items = notices.data?.items ?? [];
  const unread = items.filter((n) => n.read_at === null);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={t("notices.title")}
      className="w-[min(24rem,calc(100vw-1rem))]"
      trigger={
        <IconButton label={t("notices.open", { count: unread.length })} className="relative">
          <Bell size={18} aria-hidden />
          {unread.length > 0 && (
            <span
              aria-hidden
              className="absolute top-1.5 right-1.5 size-2 rounded-full bg-err ring-2 ring-surface"
            />
          )}
        </IconButton>
      }
    >
      <div className="flex items-center justify-between border-b border-line px-4 py-2.5">
        <h2 className="text-section font-semibold">{t("notices.title")}</h2>
        {unread.length > 0 && (
          <Button
            kind="ghost"
            size="sm"
            icon={<CheckCheck size={15} aria-hidden />}
            onClick={() => read.mutate(unread.map((n) => n.id))}
          >
            {t("notices.readAll")}
          </Button>
        )}
      </div>
      <div className="max-h-[min(28rem,70dvh)] overflow-y-auto">
        {notices.isPending && <SkeletonRows rows={3} />}
        {notices.isError && (
          <ErrorPanel error={notices.error} onRetry={() => void notices.refetch()} compact className="m-3" />
        )}
        {notices.isSuccess && items.length === 0 && (
          <p className="px-4 py-10 text-center text-ui text-muted">{t("notices.empty")}</p>
        )}
        {items.map((notice) => (
          <NoticeRow
            key={notice.id}
            notice={notice}
            onOpen={() => {
              if (notice.read_at === null) read.mutate([notice.id]);
              if (notice.link) setOpen(false);
            }}
          />
        ))}
      </div>
    </Popover>
  );
}

/** Only places inside this application are followed. */
function innerPath(link: string | null): string | null {
  return link?.startsWith("/") && !link.startsWith("//") ? link : null;
}

function NoticeRow({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const navigate = useNavigate();
  const path = innerPath(notice.link);
  return (
    <button
      type="button"
      onClick={() => {
        onOpen();
        if (path) void navigate({ href: path });
      }}
      className="flex w-full gap-3 border-b border-line px-4 py-3 text-left last:border-b-0 hover:bg-surface-2"
    >
      <span
        aria-hidden
        className={cx(
          "mt-1.5 size-2 shrink-0 rounded-full",
          notice.read_at === null ? "bg-accent" : "bg-transparent",
        )}
      />
      <span className="min-w-0 flex-1">
        <span className={cx("block text-ui", notice.read_at === null && "font-semibold")}>
          {notice.title}
        </span>
        {notice.body && (
          <span className="mt-0.5 line-clamp-2 block text-caption text-muted">{notice.body}</span>
        )}
        <span className="mt-0.5 block text-caption text-muted">{formatAgo(notice.created_at)}</span>
      </span>
    </button>
  );
}
