/**
 * A text that may hold values of earlier steps. An editor proposes them while somebody writes, the button opens the list of what there is;
 * chips below name what is used.
 */
import { Braces, TriangleAlert } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { IconButton } from "@/ui/button";
import type { FieldControl } from "@/ui/field";
import { Popover } from "@/ui/popover";
import { nameOf } from "../../commands/actions";
import { type FieldFault, faultsOf } from "../../model/faults";
import { insertExpression } from "../../model/insert";
import { loopsAround, seenBy } from "../../model/outputs";
import { type Reference, referencesInText } from "../../model/references";
import { useBuilder } from "../../stores/context";
import { useEachRound } from "./each-round";
import type { ExpressionEditor } from "./expression-editor";
import { ExpressionPreview, type Preview, usePreview } from "./expression-preview";
import { type Beginning, LazyEditor, type TextPlace } from "./lazy-editor";
import { type Ask, nothingKnown, Proposable, wordsOf } from "./proposable";
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
  /** What the field is called; read out while the editor is in place. */
  label: string;
  singleLine?: boolean;
  faults?: readonly FieldFault[] | undefined;
}

export function ExpressionInput(props: ExpressionInputProps) {
  const { control, value, onChange, stepId, bare = false, rows = 1, disabled, label } = props;
  const { t } = useTranslation("builder");
  const [open, setOpen] = useState(false);
  const [touched, setTouched] = useState(false);
  const previewId = useId();
  const readOnly = useBuilder((s) => s.readOnly);
  const preview = usePreview(value, bare, stepId, touched && !readOnly && (bare || value.includes("{{")));
  const references = referencesInText(value, bare);
  const known = useKnownReferences(stepId, references.length > 0);
  const place = useRef<TextPlace>(null);
  const caret = useRef<number | null>(null);
  const ask: Ask = useRef(null);
  const load = useExpressionEditor(props, ask);
  const [editor, setEditor] = useState<ExpressionEditor | null>(null);
  useFaults(
    editor,
    value,
    bare,
    preview,
    props.faults,
    references.filter((each) => !known(each)),
  );

  const insert = (expression: string) => {
    const { text, caret: after } = insertExpression(value, caret.current ?? value.length, expression, bare);
    onChange(text);
    setOpen(false);
    caret.current = after;
  };

  return (
    <div className="flex flex-col gap-1">
      <div className="relative">
        <LazyEditor
          ref={place}
          control={control}
          rows={Math.max(rows, Math.min(10, value.split("\n").length))}
          value={value}
          disabled={disabled}
          placeholder={props.placeholder}
          label={label}
          load={load}
          onOpen={setEditor}
          onFocus={() => setTouched(true)}
          onChange={onChange}
          onPlain={(text, at) => {
            caret.current = at;
            if (!bare && text.length > value.length && text.slice(0, at).endsWith("{{")) setOpen(true);
          }}
          room="py-[7px] pr-10"
          className={bare || value.includes("{{") ? "font-mono text-[12.5px]" : "text-body"}
        />
        {!disabled && (
          <Popover
            open={open}
            onOpenChange={(next) => {
              if (next) caret.current = place.current?.caret() ?? null;
              setOpen(next);
            }}
            onLeave={() => place.current?.moveTo(caret.current ?? value.length)}
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
      {touched && <Proposable stepId={stepId} ask={ask} onNews={() => editor?.refresh()} />}
      {preview && <ExpressionPreview id={previewId} preview={preview} />}
      <ReferenceChips references={references} known={known} />
    </div>
  );
}

/** The editor, opened with what may be used here at the time. */
function useExpressionEditor(props: ExpressionInputProps, ask: Ask) {
  const { i18n } = useTranslation();
  const latest = useRef(props);
  latest.current = props;
  return async () => {
    const [{ openExpression }] = await Promise.all([
      import("./expression-editor"),
      i18n.loadNamespaces("expressions"),
    ]);
    return (place: HTMLElement, beginning: Beginning) => {
      const { control, label, bare = false, rows = 1, singleLine, placeholder } = latest.current;
      return openExpression(place, beginning, {
        control,
        label: label ?? "",
        bare,
        singleLine: singleLine ?? (rows === 1 && bare),
        placeholder,
        known: () => ask.current?.() ?? nothingKnown,
        words: wordsOf(i18n.getFixedT(null, "expressions")),
      });
    };
  };
}

/** Marks what the server and the list of what there is object to; while somebody types, what is no longer so goes. */
function useFaults(
  editor: ExpressionEditor | null,
  value: string,
  bare: boolean,
  preview: Preview | null,
  fields: readonly FieldFault[] | undefined,
  missing: readonly Reference[],
): void {
  const { t } = useTranslation("builder");
  const found = () => {
    const answer = preview?.stale ? undefined : preview?.answer;
    if (answer?.status === "error") return faultsOf(value, bare, answer);
    if (missing.length > 0)
      return missing.map((each) => ({ from: each.start, to: each.end, message: t("variables.missing") }));
    const server = fields?.find((each) => each.path.length === 0);
    const unsure = preview === null || answer?.status === "no_data";
    return server && unsure ? faultsOf(value, bare, { message: server.message, position: null }) : [];
  };
  const key = JSON.stringify(found());
  useEffect(() => editor?.setFaults(JSON.parse(key)), [editor, key]);
}

function useKnownReferences(stepId: string | null, wanted: boolean): (each: Reference) => boolean {
  const graph = useBuilder((s) => s.document.graph);
  const eachRound = useEachRound();
  return useMemo(() => {
    if (!wanted) return () => false;
    const before = seenBy(graph, stepId, eachRound);
    const loops = stepId === null ? [] : loopsAround(graph, stepId, eachRound);
    return ({ root, name }) =>
      root === "input"
        ? name in graph.input.properties
        : root === "loops"
          ? loops.some((loop) => loop.id === name)
          : before.has(name);
  }, [graph, stepId, eachRound, wanted]);
}

interface ReferenceChipsProps {
  references: readonly Reference[];
  known: (each: Reference) => boolean;
}

function ReferenceChips({ references, known }: ReferenceChipsProps) {
  const { t } = useTranslation("builder");
  const state = useBuilder((s) => s);
  if (references.length === 0) return null;
  const unique = [...new Map(references.map((each) => [`${each.root}.${each.name}`, each])).values()];
  return (
    <ul className="flex flex-wrap gap-1" aria-label={t("variables.used")}>
      {unique.map((each) => {
        const found = known(each);
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
