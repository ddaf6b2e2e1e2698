/** A searchable list that opens where it is needed: type to narrow, arrows to move, Enter to take, Escape to leave. */
import { Search } from "lucide-react";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import type { Position } from "../model/graph";

export interface Pick {
  id: string;
  label: string;
  hint?: string;
  icon?: ReactNode;
  group?: string;
  /** Why it cannot be taken. */
  refused?: string;
}

interface PickerProps {
  title: string;
  /** What to offer for what was typed. */
  offer: (search: string) => Pick[];
  onPick: (id: string) => void;
  onClose: () => void;
  screen?: Position | undefined;
}

const WIDTH = 320;
const HEIGHT = 380;

export function Picker({ title, offer, onPick, onClose, screen }: PickerProps) {
  const { t } = useTranslation("builder");
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const panel = useRef<HTMLDivElement>(null);
  const list = useId();
  const picks = offer(search);
  const index = Math.min(at, picks.length - 1);
  useDismiss(panel, onClose);

  const take = (pick: Pick | undefined) => {
    if (pick && !pick.refused) onPick(pick.id);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = moves[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(picks.length - 1, index + by)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(picks[index]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Tab") onClose();
  };

  useLayoutEffect(() => {
    panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={title}
      style={screen ? placed(screen) : undefined}
      className={cx(
        "fixed z-50 flex flex-col overflow-hidden rounded-menu border border-line bg-surface shadow-overlay animate-rise",
        !screen && "top-[18vh] left-1/2 -translate-x-1/2",
      )}
    >
      <div style={{ width: WIDTH, maxHeight: HEIGHT }} className="flex max-w-[94vw] flex-col">
        <div className="flex items-center gap-2 border-line border-b px-3">
          <Search size={15} className="text-muted" aria-hidden />
          <input
            // biome-ignore lint/a11y/noAutofocus: the panel opens on request and is for typing
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={picks[index] ? `${list}-${index}` : undefined}
            aria-label={title}
            placeholder={title}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
            className="h-10 w-full bg-transparent text-ui outline-none focus-visible:outline-none"
          />
        </div>
        <div id={list} role="listbox" aria-label={title} className="min-h-0 flex-1 overflow-y-auto p-1">
          {picks.length === 0 && (
            <p className="px-2 py-6 text-center text-muted text-ui">{t("picker.nothing")}</p>
          )}
          {picks.map((pick, n) => (
            <PickRow
              key={pick.id}
              pick={pick}
              id={`${list}-${n}`}
              active={n === index}
              heading={pick.group && pick.group !== picks[n - 1]?.group ? pick.group : null}
              onTake={() => take(pick)}
              onPoint={() => setAt(n)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface PickRowProps {
  pick: Pick;
  id: string;
  active: boolean;
  heading: string | null;
  onTake: () => void;
  onPoint: () => void;
}

function PickRow({ pick, id, active, heading, onTake, onPoint }: PickRowProps) {
  return (
    <>
      {heading && (
        <div role="presentation" className="px-2 pt-2 pb-1 font-medium text-caption text-muted">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox above */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        aria-disabled={pick.refused ? true : undefined}
        onClick={onTake}
        onPointerMove={onPoint}
        className={cx(
          "flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-2 py-1",
          active && "bg-surface-2",
          pick.refused && "opacity-60",
        )}
      >
        {pick.icon}
        <span className="min-w-0 flex-1">
          <span className="block truncate text-ui">{pick.label}</span>
          {(pick.refused ?? pick.hint) && (
            <span className={cx("block truncate text-caption", pick.refused ? "text-err" : "text-muted")}>
              {pick.refused ?? pick.hint}
            </span>
          )}
        </span>
      </div>
    </>
  );
}

function placed(screen: Position): React.CSSProperties {
  const left = Math.max(8, Math.min(screen.x, window.innerWidth - WIDTH - 12));
  const top = Math.max(8, Math.min(screen.y, window.innerHeight - HEIGHT - 12));
  return { left, top };
}

function useDismiss(panel: React.RefObject<HTMLElement | null>, onClose: () => void): void {
  // Taken while it is drawn: afterwards what is typed into has the focus.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) onClose();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [panel, onClose, before]);
}
