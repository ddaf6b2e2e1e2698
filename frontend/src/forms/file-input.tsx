/** Picks one file (click, keyboard or drop), sends it at once, and holds the id it was given. */
import { FileCheck2, FileUp, Loader2, X } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile } from "@/api/files";
import { cx } from "@/lib/cx";
import { formatBytes } from "@/lib/format";
import { problemLine } from "@/lib/problem";
import { IconButton } from "@/ui/button";
import type { FieldControl } from "@/ui/field";

type State =
  | { at: "idle" }
  | { at: "sending"; name: string }
  | { at: "done"; name: string; size: number }
  | { at: "failed"; error: unknown };

export function FileInput({
  control,
  value,
  onChange,
}: {
  control: FieldControl;
  value: string;
  onChange: (id: string) => void;
}) {
  const { "aria-required": needed, ...button } = control; // a button may not say that it is required: words do
  const { t } = useTranslation("forms");
  const { t: tu } = useTranslation("ui");
  const [state, setState] = useState<State>({ at: "idle" });
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const take = async (file: File | undefined) => {
    if (!file) return;
    setState({ at: "sending", name: file.name });
    try {
      const stored = await uploadFile(file);
      setState({ at: "done", name: stored.name, size: stored.size });
      onChange(stored.id);
    } catch (error) {
      setState({ at: "failed", error });
      onChange("");
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const clear = () => {
    setState({ at: "idle" });
    onChange("");
    if (input.current) input.current.value = "";
  };

  if (state.at === "done" || (state.at === "idle" && value)) {
    return (
      <div className="flex items-center gap-3 rounded-control border border-line bg-surface px-3 py-2">
        <FileCheck2 size={20} className="shrink-0 text-ok" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-body">{state.at === "done" ? state.name : value}</span>
          {state.at === "done" && (
            <span className="block text-caption text-muted">{formatBytes(state.size)}</span>
          )}
        </span>
        <IconButton label={t("file.remove")} size="sm" onClick={clear}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same by click and key
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-hidden
        className="sr-only"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <button
        type="button"
        {...button}
        disabled={state.at === "sending"}
        onClick={() => input.current?.click()}
        className={cx(
          "flex w-full flex-col items-center gap-1.5 rounded-menu border border-dashed px-4 py-6 text-center transition-colors",
          over ? "border-accent bg-soft" : "border-line-strong bg-surface-2 hover:border-accent",
        )}
      >
        {state.at === "sending" ? (
          <Loader2 size={22} className="animate-spin text-muted" aria-hidden />
        ) : (
          <FileUp size={22} className="text-muted" aria-hidden />
        )}
        <span className="text-ui font-medium">
          {state.at === "sending" ? t("file.sending", { name: state.name }) : t("file.choose")}
        </span>
        <span className="text-caption text-muted">{t("file.help")}</span>
        {needed && <span className="sr-only">{t("file.needed")}</span>}
      </button>
      {state.at === "failed" && (
        <p role="alert" className="mt-1.5 text-caption text-err">
          {problemLine(state.error, tu).title}. {problemLine(state.error, tu).description}
        </p>
      )}
    </div>
  );
}
