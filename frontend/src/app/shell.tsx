/** The frame of every signed-in page: rail (bottom bar on phones), top bar, command palette, help. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { CircleHelp, Search } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApprovals } from "@/api/approvals";
import { usePersonName } from "@/api/company";
import { useEffects } from "@/api/effects";
import { openFile, useFileName } from "@/api/files";
import { useSession } from "@/api/session";
import { cx } from "@/lib/cx";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Kbd } from "@/ui/kbd";
import { KnownIds } from "@/ui/known-ids";
import { useProblemToast } from "@/ui/problem-words";
import { PageSkeleton } from "./fallbacks";
import { type Place, places } from "./nav";
import { OfflineBanner } from "./offline-banner";

const CommandPalette = lazy(() => import("./command-palette"));
const TopMenus = lazy(() => import("./top-menus"));
const HelpSheet = lazy(() => import("./help-sheet"));

type Overlay = "palette" | "help" | null;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function Shell() {
  const { t } = useTranslation("app");
  const [overlay, setOverlay] = useState<Overlay>(null);
  const fail = useProblemToast();
  const known = useMemo(
    () => ({ openFile: (id: string) => void openFile(id).catch(fail), useFileName, usePersonName }),
    [fail],
  );
  const allowed = useSession((s) => s.company?.permissions);
  const shown = places.filter((p) => !p.permission || (allowed?.includes(p.permission) ?? false));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOverlay((o) => (o === "palette" ? null : "palette"));
      } else if (event.key === "?" && !event.defaultPrevented && !isTyping(event.target)) {
        setOverlay("help");
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <Rail places={shown} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TopBar onOpen={setOverlay} />
        <OfflineBanner />
        <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Suspense fallback={<PageSkeleton />}>
            <KnownIds value={known}>
              <Outlet />
            </KnownIds>
          </Suspense>
        </main>
      </div>
      <BottomBar places={shown} />
      <Suspense fallback={null}>
        {overlay === "palette" && (
          <CommandPalette onClose={() => setOverlay(null)} onHelp={() => setOverlay("help")} />
        )}
        {overlay === "help" && <HelpSheet onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  );
}

function useWaitingCount(): number {
  const approvals = useApprovals("waiting").data?.items.length ?? 0;
  return approvals + (useEffects("open").data?.items.length ?? 0);
}

function useIsActive(place: Place): boolean {
  const path = useLocation({ select: (l) => l.pathname });
  if (place.to === "/") return path === "/";
  return path.startsWith(place.to.replace(/\/\{.*/, ""));
}

function CountBadge({ count, className }: { count: number; className?: string }) {
  const { t } = useTranslation("app");
  if (count === 0) return null;
  return (
    <span
      className={cx(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1 text-[11px] font-semibold text-on-accent tabular",
        className,
      )}
    >
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("waitingCount", { count })}</span>
    </span>
  );
}

function RailLink({ place, compact }: { place: Place; compact: boolean }) {
  const { t } = useTranslation("app");
  const active = useIsActive(place);
  const count = useWaitingCount();
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      aria-current={active ? "page" : undefined}
      title={t(`nav.${place.key}`)}
      className={cx(
        "relative flex h-9 items-center gap-3 rounded-control px-2.5 text-ui font-medium transition-colors",
        active ? "bg-soft text-accent" : "text-muted hover:bg-surface-2 hover:text-text",
      )}
    >
      <Icon size={18} aria-hidden className="shrink-0" />
      <span className={compact ? "sr-only" : "flex-1 max-lg:sr-only"}>{t(`nav.${place.key}`)}</span>
      {place.key === "inbox" && (
        <CountBadge
          count={count}
          className={
            compact ? "absolute -top-0.5 -right-0.5" : "max-lg:absolute max-lg:-top-0.5 max-lg:-right-0.5"
          }
        />
      )}
    </Link>
  );
}

function Rail({ places: shown }: { places: readonly Place[] }) {
  const { t } = useTranslation("app");
  const company = useSession((s) => s.company?.name ?? "");
  const compact = useLocation({ select: (l) => /^\/workflows\/[^/]+\/?$/.test(l.pathname) });
  const main = shown.filter((p) => p.key !== "settings");
  const rest = shown.filter((p) => p.key === "settings");
  return (
    <nav
      aria-label={t("nav.label")}
      className={cx(
        "hidden w-14 shrink-0 flex-col border-r border-line bg-surface p-2 md:flex",
        !compact && "lg:w-58 lg:p-3",
      )}
    >
      <Link to="/" className="mb-3 flex h-10 items-center gap-2.5 rounded-control px-1">
        <Avatar name={company} size={30} square />
        <span
          className={cx(
            "min-w-0 flex-1 truncate text-body font-semibold max-lg:sr-only",
            compact && "sr-only",
          )}
        >
          {company}
        </span>
      </Link>
      <div className="flex flex-col gap-0.5">
        {main.map((p) => (
          <RailLink key={p.key} place={p} compact={compact} />
        ))}
      </div>
      <div className="mt-auto flex flex-col gap-0.5">
        {rest.map((p) => (
          <RailLink key={p.key} place={p} compact={compact} />
        ))}
        <div className="mt-2 flex items-center gap-2 overflow-hidden border-t border-line px-2.5 pt-3">
          <img src="/mark.svg" alt="" width={20} height={20} />
          <span className={cx("text-caption text-muted max-lg:sr-only", compact && "sr-only")}>
            {t("product")}
          </span>
        </div>
      </div>
    </nav>
  );
}

function BottomBar({ places: shown }: { places: readonly Place[] }) {
  const { t } = useTranslation("app");
  return (
    <nav
      aria-label={t("nav.label")}
      className="flex shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {shown
        .filter((p) => !p.railOnly)
        .map((p) => (
          <BottomLink key={p.key} place={p} />
        ))}
    </nav>
  );
}

function BottomLink({ place }: { place: Place }) {
  const { t } = useTranslation("app");
  const active = useIsActive(place);
  const count = useWaitingCount();
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      aria-current={active ? "page" : undefined}
      className={cx(
        "relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[11px] font-medium",
        active ? "text-accent" : "text-muted",
      )}
    >
      <span className="relative">
        <Icon size={20} aria-hidden />
        {place.key === "inbox" && (
          <CountBadge count={count} className="absolute -top-2 left-3 h-4 min-w-4 text-[10px]" />
        )}
      </span>
      <span className="max-w-full truncate px-0.5">{t(`nav.${place.key}`)}</span>
    </Link>
  );
}

function TopBar({ onOpen }: { onOpen: (overlay: Overlay) => void }) {
  const { t } = useTranslation("app");
  const company = useSession((s) => s.company?.name ?? "");
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-b border-line bg-surface px-3 sm:px-4">
      <Link to="/" className="flex min-w-0 items-center gap-2 md:hidden">
        <Avatar name={company} size={28} square />
        <span className="truncate text-body font-semibold">{company}</span>
      </Link>
      <button
        type="button"
        onClick={() => onOpen("palette")}
        className="hidden h-8 w-full max-w-80 items-center gap-2 rounded-control border border-line bg-bg px-2.5 text-ui text-muted transition-colors hover:border-line-strong md:flex"
      >
        <Search size={15} aria-hidden />
        <span className="flex-1 text-left">{t("palette.open")}</span>
        <Kbd keys="Mod+K" />
      </button>
      <div className="ml-auto flex items-center gap-0.5">
        <IconButton label={t("palette.open")} className="md:hidden" onClick={() => onOpen("palette")}>
          <Search size={18} aria-hidden />
        </IconButton>
        <IconButton
          label={t("help.title")}
          title={t("help.title")}
          onClick={() => onOpen("help")}
          className="max-sm:hidden"
        >
          <CircleHelp size={18} aria-hidden />
        </IconButton>
        <Suspense fallback={<div className="h-9 w-28" />}>
          <TopMenus onHelp={() => onOpen("help")} />
        </Suspense>
      </div>
    </header>
  );
}
