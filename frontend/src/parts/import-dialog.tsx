/** A workflow from a file or from pasted text: the server says what is in it and what is wrong, then it is taken. */
import { CircleAlert, FileUp, TriangleAlert } from "lucide-react";
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { readWorkflowText, useImportWorkflow, type WorkflowRead } from "@/api/exchange";
import type { WorkflowDetail } from "@/api/types";
import { cx } from "@/lib/cx";
import { ApiProblem } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";

const MOST = 2_000_000;
const SHOWN = 8;

interface ImportDialogProps {
  onClose: () => void;
}

/** Puts what was read in the place of an open workflow. */
export function ImportDialog({
  onClose,
  onTake,
}: ImportDialogProps & { replaces: true; onTake: (read: WorkflowRead) => void }) {
  const { t } = useTranslation("exchange");
  const source = useSource();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={t("replace.title")}
      description={t("replace.text")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            kind="primary"
            disabled={!source.read}
            busy={source.busy}
            onClick={() => source.read && onTake(source.read)}
          >
            {t("replace.go")}
          </Button>
        </>
      }
    >
      <SourceView source={source} />
    </Dialog>
  );
}

/** Makes a new workflow of what was read. */
export function ImportNewDialog({
  onClose,
  onMade,
}: ImportDialogProps & { onMade: (workflow: WorkflowDetail) => void }) {
  const { t } = useTranslation("exchange");
  const source = useSource();
  const agents = useAgents();
  const make = useImportWorkflow();
  const [name, setName] = useState<string | null>(null);
  const [agent, setAgent] = useState("");
  const choices = (agents.data?.items ?? [])
    .filter((each) => each.status !== "retired")
    .map((each) => ({ value: each.id, label: each.name, description: each.role }));
  const chosen = agent || (choices.length === 1 ? (choices[0]?.value ?? "") : "");
  const called = name ?? source.read?.name ?? "";
  const go = () =>
    make.mutate({ text: source.text, agent_id: chosen, name: called.trim() }, { onSuccess: onMade });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={t("title")}
      description={t("text")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            kind="primary"
            disabled={!source.read || chosen === "" || called.trim() === ""}
            busy={make.isPending || source.busy}
            onClick={go}
          >
            {t("go")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {make.error && <ErrorPanel compact error={make.error} />}
        <SourceView source={source} />
        {source.read && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("name")} required>
              {(control) => (
                <Input
                  {...control}
                  maxLength={120}
                  value={called}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
            <Field label={t("agent")} required>
              {(control) => (
                <Select
                  {...control}
                  value={chosen}
                  onChange={setAgent}
                  choices={choices}
                  placeholder={t("chooseAgent")}
                />
              )}
            </Field>
          </div>
        )}
      </div>
    </Dialog>
  );
}

interface Source {
  text: string;
  setText: (text: string) => void;
  read: WorkflowRead | null;
  error: unknown;
  busy: boolean;
}

/** Reads the text some time after it last changed; an answer to an earlier text is dropped. */
function useSource(): Source {
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; read: WorkflowRead | null; error: unknown } | null>(
    null,
  );
  const wanted = text.trim() !== "";
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    const timer = setTimeout(() => {
      readWorkflowText(text).then(
        (read) => current && setFound({ text, read, error: null }),
        (error: unknown) => current && setFound({ text, read: null, error }),
      );
    }, 300);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, wanted]);
  const answered = wanted && found?.text === text;
  return {
    text,
    setText,
    read: answered ? found.read : null,
    error: answered ? found.error : null,
    busy: wanted && !answered,
  };
}

function SourceView({ source }: { source: Source }) {
  const { t } = useTranslation("exchange");
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [over, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const take = async (file: File | undefined) => {
    setOver(false);
    if (!file) return;
    setTooLarge(file.size > MOST);
    if (file.size <= MOST) source.setText(await file.text());
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a shortcut for the button inside */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cx(
          "flex flex-wrap items-center gap-3 rounded-menu border border-dashed px-4 py-3 text-ui text-muted",
          over ? "border-accent bg-soft" : "border-line-strong",
        )}
      >
        <Button size="sm" icon={<FileUp size={15} aria-hidden />} onClick={() => input.current?.click()}>
          {t("chooseFile")}
        </Button>
        <span>{t("orDrop")}</span>
        <input
          ref={input}
          id={id}
          type="file"
          aria-label={t("chooseFile")}
          accept=".yaml,.yml,.json,application/yaml,application/json,text/yaml"
          className="hidden"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      <Field label={t("paste")} error={tooLarge ? t("tooLarge") : null}>
        {(control) => (
          <Textarea
            {...control}
            rows={source.read ? 5 : 9}
            spellCheck={false}
            value={source.text}
            placeholder={t("example")}
            onChange={(event) => source.setText(event.target.value)}
            className="font-mono text-caption!"
          />
        )}
      </Field>
      <div aria-live="polite" className="flex flex-col gap-3">
        {source.error !== null && <Refused error={source.error} />}
        {source.read && <Found read={source.read} />}
      </div>
    </div>
  );
}

/** Each line that is wrong, as the server says it. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation("exchange");
  if (!(error instanceof ApiProblem) || error.status !== 422) return <ErrorPanel compact error={error} />;
  const messages = error.fields.map((each) => each.message);
  return (
    <Callout tone="warn" title={t("refused")}>
      <ul className="list-disc pl-4">
        {messages.slice(0, SHOWN).map((message) => (
          <li key={message} className="[overflow-wrap:anywhere]">
            {message}
          </li>
        ))}
      </ul>
      {messages.length > SHOWN && <p>{t("andMore", { count: messages.length - SHOWN })}</p>}
    </Callout>
  );
}

function Found({ read }: { read: WorkflowRead }) {
  const { t } = useTranslation("exchange");
  const steps = read.graph.steps?.length ?? 0;
  return (
    <>
      <Callout tone="ok" title={read.name}>
        {t("found", { count: steps })} {read.description}
      </Callout>
      {read.left_out.length > 0 && (
        <Callout tone="info" title={t("leftOut")}>
          <ul className="list-disc pl-4">
            {read.left_out.slice(0, SHOWN).map((place) => (
              <li key={place} className="[overflow-wrap:anywhere]">
                {place}
              </li>
            ))}
          </ul>
          {read.left_out.length > SHOWN && <p>{t("andMore", { count: read.left_out.length - SHOWN })}</p>}
        </Callout>
      )}
      {read.problems.length > 0 && <ToDo read={read} />}
    </>
  );
}

function ToDo({ read }: { read: WorkflowRead }) {
  const { t } = useTranslation("exchange");
  return (
    <Callout tone="warn" title={t("toDo", { count: read.problems.length })}>
      <ul className="flex flex-col gap-1">
        {read.problems.slice(0, SHOWN).map((problem) => {
          const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
          return (
            <li key={`${problem.pointer} ${problem.message}`} className="flex gap-2">
              <Icon
                size={14}
                role="img"
                aria-label={t(problem.severity)}
                className={cx("mt-[3px] shrink-0", problem.severity === "error" ? "text-err" : "text-warn")}
              />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {problem.line !== null && (
                  <span className="text-muted">{t("line", { line: problem.line })} </span>
                )}
                {problem.step && <span className="font-medium">{problem.step}: </span>}
                {problem.message}
              </span>
            </li>
          );
        })}
      </ul>
      {read.problems.length > SHOWN && <p>{t("andMore", { count: read.problems.length - SHOWN })}</p>}
    </Callout>
  );
}
