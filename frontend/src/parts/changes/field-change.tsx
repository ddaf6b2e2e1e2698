/** One field that differs: word by word for long texts, else before and after side by side. */
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { PrettyValue } from "@/ui/value-view";
import type { FieldChange } from "./compare";
import { isWorthDiffing, textDiff } from "./text-diff";

export function FieldChangeView({ change, label }: { change: FieldChange; label: string }) {
  return (
    <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(6rem,10rem)_minmax(0,1fr)]">
      <dt className="text-ui text-muted [overflow-wrap:anywhere]">{label}</dt>
      <dd className="min-w-0 text-ui">
        {isWorthDiffing(change.before, change.after) ? (
          <TextChange before={String(change.before)} after={String(change.after)} />
        ) : (
          <ValueChange before={change.before} after={change.after} />
        )}
      </dd>
    </div>
  );
}

function TextChange({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation("versions");
  return (
    <p className="max-h-72 overflow-y-auto rounded-control border border-line bg-surface-2 px-2.5 py-1.5 whitespace-pre-wrap [overflow-wrap:anywhere]">
      {textDiff(before, after).map((piece, at) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
        if (piece.kind === "same") return <span key={at}>{piece.text}</span>;
        const Tag = piece.kind === "removed" ? "del" : "ins";
        return (
          <Tag
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
            key={at}
            className={cx(
              "rounded-[3px]",
              piece.kind === "removed"
                ? "bg-err-soft text-err line-through"
                : "bg-ok-soft text-ok underline decoration-2 underline-offset-2",
            )}
          >
            <span className="sr-only">{t(`said.${piece.kind}`)}</span>
            {piece.text}
          </Tag>
        );
      })}
    </p>
  );
}

function ValueChange({ before, after }: { before: unknown; after: unknown }) {
  const { t } = useTranslation("versions");
  return (
    <div className="grid gap-1.5 md:grid-cols-2">
      <Side word={t("before")} icon={<Minus size={13} aria-hidden />} className="text-err" value={before} />
      <Side word={t("after")} icon={<Plus size={13} aria-hidden />} className="text-ok" value={after} />
    </div>
  );
}

interface SideProps {
  word: string;
  icon: ReactNode;
  className: string;
  value: unknown;
}

function Side({ word, icon, className, value }: SideProps) {
  const { t } = useTranslation("versions");
  return (
    <div className="flex min-w-0 gap-2 rounded-control border border-line bg-surface-2 px-2 py-1">
      <span className={cx("mt-[3px] shrink-0", className)}>
        {icon}
        <span className="sr-only">{word}</span>
      </span>
      <div className="max-h-72 min-w-0 flex-1 overflow-y-auto">
        {value === undefined ? (
          <span className="text-muted">{t("notSet")}</span>
        ) : (
          <PrettyValue value={value} depth={1} />
        )}
      </div>
    </div>
  );
}
