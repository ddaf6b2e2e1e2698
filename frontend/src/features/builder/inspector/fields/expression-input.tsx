/** A text that may hold values of earlier steps. `{{` or the button opens the list of what there is; chips below name what is used. */
import { Braces, TriangleAlert } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/button";
import type { FieldControl } from "@/ui/field";
import { controlClass } from "@/ui/input";
import { Popover } from "@/ui/popover";
import { nameOf } from "../../commands/actions";
import { insertExpression } from "../../model/insert";
import { loopsAround, seenBy } from "../../model/outputs";
import { type Reference, referencesInText } from "../../model/references";
import { useBuilder } from "../../stores/context";
import { useEachRound } from "./each-round";
import { ExpressionPreview } from "./expression-preview";
import { VariableList } from "./variable-list";

interface ExpressionInputProps {
  control: FieldControl;
  value: string;
  onChange: (value: string) => void;
  stepId: string | null;
  /** The whole text is an expression: values go in without braces. */
  bare?: boolean;
  rows?: number;
  placeholder?: string | undefined;
  disabled?: boolean;
  label?: string;
}

export function ExpressionInput({
  control,
  value,
  onChange,
  stepId,
  bare = false,
  rows = 1,
  placeholder,
  disabled,
  label,
}: ExpressionInputProps) {
  const { t } = useTranslation("builder");
  const [open, setOpen] = useState(false);
  const [touched, setTouched] = useState(false);
  const previewId = useId();
  const readOnly = useBuilder((s) => s.readOnly);
  const previews = touched && !readOnly && (bare || value.includes("{{"));
  const input = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);

  const insert = (expression: string) => {
    const { text, caret: after } = insertExpression(value, caret.current ?? value.length, expression, bare);
    onChange(text);
    setOpen(false);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(after, after);
    });
  };
  const onTyped = (event: React.ChangeEvent<HTMLTextAreaElement>) => {
    const { value: text, selectionStart } = event.target;
    onChange(text);
    caret.current = selectionStart;
    if (!bare && text.length > value.length && text.slice(0, selectionStart).endsWith("{{")) setOpen(true);
  };

  return (
    <div className="flex flex-col gap-1">
      <div className="relative">
        <textarea
          {...control}
          ref={input}
          rows={Math.max(rows, Math.min(10, value.split("\n").length))}
          value={value}
          disabled={disabled}
          placeholder={placeholder}
          aria-label={label}
          spellCheck={!bare}
          onFocus={() => setTouched(true)}
          onChange={onTyped}
          onSelect={(event) => {
            caret.current = event.currentTarget.selectionStart;
          }}
          className={cx(
            controlClass,
            "min-h-9 resize-y py-[7px] pr-10 leading-5 [field-sizing:content]",
            (bare || value.includes("{{")) && "font-mono text-[12.5px]",
          )}
        />
        {!disabled && (
          <Popover
            open={open}
            onOpenChange={(next) => {
              setOpen(next);
              if (!next) setTimeout(() => input.current?.focus());
            }}
            align="end"
            label={t("variables.title")}
            trigger={
              <IconButton
                size="sm"
                label={t("variables.insert")}
                title={t("variables.insert")}
                className="absolute top-0.5 right-0.5"
              >
                <Braces size={15} aria-hidden />
              </IconButton>
            }
          >
            <VariableList stepId={stepId} onPick={insert} />
          </Popover>
        )}
      </div>
      {previews && <ExpressionPreview id={previewId} text={value} bare={bare} stepId={stepId} />}
      <ReferenceChips references={referencesInText(value, bare)} stepId={stepId} />
    </div>
  );
}

function ReferenceChips({ references, stepId }: { references: readonly Reference[]; stepId: string | null }) {
  const { t } = useTranslation("builder");
  const state = useBuilder((s) => s);
  const eachRound = useEachRound();
  if (references.length === 0) return null;
  const { graph } = state.document;
  const before = seenBy(graph, stepId, eachRound);
  const loops = stepId === null ? [] : loopsAround(graph, stepId, eachRound);
  const unique = [...new Map(references.map((each) => [`${each.root}.${each.name}`, each])).values()];
  return (
    <ul className="flex flex-wrap gap-1" aria-label={t("variables.used")}>
      {unique.map((each) => {
        const found =
          each.root === "input"
            ? each.name in graph.input.properties
            : each.root === "loops"
              ? loops.some((loop) => loop.id === each.name)
              : before.has(each.name);
        return (
          <li
            key={`${each.root}.${each.name}`}
            className={cx(
              "inline-flex h-6 items-center gap-1 rounded-full px-2 text-caption",
              found ? "bg-soft text-accent" : "bg-err-soft text-err",
            )}
          >
            {!found && <TriangleAlert size={12} role="img" aria-label={t("variables.missing")} />}
            {each.root === "input"
              ? t("variables.inputNamed", { name: each.name })
              : nameOf(state, each.name)}
          </li>
        );
      })}
    </ul>
  );
}
