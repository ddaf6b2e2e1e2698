/** Lists that people edit row by row: the frame with add and remove that all list controls share. */
import { Plus, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";

interface RowsProps<T> {
  items: readonly T[];
  label: string;
  addLabel: string;
  onAdd: () => void;
  onRemove: (at: number) => void;
  disabled: boolean;
  children: (item: T, at: number) => ReactNode;
  id?: string;
}

export function Rows<T>({ items, label, addLabel, onAdd, onRemove, disabled, children, id }: RowsProps<T>) {
  const { t } = useTranslation("builder");
  const frame = useFocusFollows(items.length);
  return (
    <div id={id} ref={frame} className="flex flex-col gap-2">
      {items.length > 0 && (
        <ul aria-label={label} className="flex flex-col gap-2">
          {items.map((item, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own; their inputs are controlled
              key={at}
              className="flex items-start gap-1 rounded-menu border border-line bg-surface-2/50 p-2"
            >
              <div className="flex min-w-0 flex-1 flex-col gap-1.5">{children(item, at)}</div>
              {!disabled && (
                <IconButton
                  size="sm"
                  label={t("rows.remove", { label, nth: at + 1 })}
                  onClick={() => onRemove(at)}
                >
                  <Trash2 size={14} aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <Button
          size="sm"
          kind="ghost"
          className="self-start"
          icon={<Plus size={14} aria-hidden />}
          onClick={onAdd}
        >
          {addLabel}
        </Button>
      )}
    </div>
  );
}

/** Who adds a row goes on in it; who removes one goes on at the row in its place, or at the button that adds. */
function useFocusFollows(count: number) {
  const frame = useRef<HTMLDivElement>(null);
  const before = useRef(count);
  useEffect(() => {
    const change = count - before.current;
    before.current = count;
    const at = document.activeElement;
    if (change === 0 || !frame.current) return;
    if (change === 1 && frame.current.contains(at))
      fieldOf(frame.current.querySelector("li:last-child"))?.focus();
    if (change === -1 && (at === null || at === document.body))
      fieldOf(frame.current.querySelector("li:last-child") ?? frame.current)?.focus();
  }, [count]);
  return frame;
}

const fieldOf = (part: Element | null): HTMLElement | null =>
  part?.querySelector<HTMLElement>("input, textarea, [contenteditable=true], button") ?? null;

export function replaceAt<T>(items: readonly T[], at: number, item: T): T[] {
  return items.map((each, n) => (n === at ? item : each));
}

export function without<T>(items: readonly T[], at: number): T[] {
  return items.filter((_, n) => n !== at);
}
