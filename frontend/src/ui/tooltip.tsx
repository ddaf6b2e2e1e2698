/** A short hint on hover and on focus. Never the only place where something is said. Stays while pointed at; Escape takes it away. */
import { Slot } from "radix-ui";
import {
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

type Side = "top" | "right" | "bottom" | "left";

export interface TooltipProps {
  text: ReactNode;
  keys?: string;
  side?: Side;
  children: ReactElement;
}

const OPEN_MS = 350;
const CLOSE_MS = 120;
const GAP = 6;
const EDGE = 8;

/** Places itself: the code that places menus is not loaded for a hint. */
export function Tooltip({ text, keys, side = "top", children }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = (next: Element | null, wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(next), wait);
  };
  const close = () => later(null, 0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <Slot.Root
        {...(anchor ? { "aria-describedby": id } : {})}
        onPointerEnter={(event) => event.pointerType !== "touch" && later(event.currentTarget, OPEN_MS)}
        onPointerLeave={() => later(null, CLOSE_MS)}
        onPointerDown={close}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && later(event.currentTarget, 0)}
        onBlur={close}
      >
        {children}
      </Slot.Root>
      {anchor && (
        <Bubble
          id={id}
          anchor={anchor}
          side={side}
          onEnter={() => clearTimeout(timer.current)}
          onLeave={() => later(null, CLOSE_MS)}
          onEscape={close}
        >
          {text}
          {keys && <Kbd keys={keys} tone="inverse" />}
        </Bubble>
      )}
    </>
  );
}

interface BubbleProps {
  id: string;
  anchor: Element;
  side: Side;
  onEnter: () => void;
  onLeave: () => void;
  onEscape: () => void;
  children: ReactNode;
}

function Bubble({ id, anchor, side, onEnter, onLeave, onEscape, children }: BubbleProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!box.current) return;
    const at = placed(anchor.getBoundingClientRect(), box.current.getBoundingClientRect(), side);
    box.current.style.left = `${at.left}px`;
    box.current.style.top = `${at.top}px`;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onEscape();
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  return createPortal(
    <div
      ref={box}
      id={id}
      role="tooltip"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className="fixed top-0 left-0 z-60 flex w-max max-w-72 items-center gap-2 rounded-control bg-text px-2.5 py-1.5 text-caption text-bg shadow-overlay animate-fade select-none"
    >
      {children}
    </div>,
    document.body,
  );
}

const opposite: { [S in Side]: Side } = { top: "bottom", bottom: "top", left: "right", right: "left" };

interface Room {
  width: number;
  height: number;
}

/** On this side where there is room, else on the opposite one; never beyond the window. */
export function placed(
  anchor: DOMRect,
  size: Room,
  side: Side,
  room: Room = { width: window.innerWidth, height: window.innerHeight },
): { left: number; top: number } {
  const beside = (where: Side) => {
    const middle = {
      left: anchor.left + (anchor.width - size.width) / 2,
      top: anchor.top + (anchor.height - size.height) / 2,
    };
    if (where === "top") return { ...middle, top: anchor.top - size.height - GAP };
    if (where === "bottom") return { ...middle, top: anchor.bottom + GAP };
    if (where === "left") return { ...middle, left: anchor.left - size.width - GAP };
    return { ...middle, left: anchor.right + GAP };
  };
  const fits = ({ left, top }: { left: number; top: number }) =>
    side === "top" || side === "bottom"
      ? top >= EDGE && top + size.height <= room.height - EDGE
      : left >= EDGE && left + size.width <= room.width - EDGE;
  const wanted = beside(side);
  const at = fits(wanted) ? wanted : beside(opposite[side]);
  return {
    left: Math.max(EDGE, Math.min(at.left, room.width - size.width - EDGE)),
    top: Math.max(EDGE, Math.min(at.top, room.height - size.height - EDGE)),
  };
}
