/** The playground: words, or a prompt with its values, put to up to four models side by side. */
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Play, Plus, Save, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Content,
  emptyContent,
  renderDraft,
  usePrompt,
  usePrompts,
  useVersion,
  type Variable,
  wholeContent,
} from "@/api/prompts";
import { useMay } from "@/api/session";
import { readValues, type Texts } from "@/parts/prompts/values";
import { ValuesForm } from "@/parts/prompts/values-form";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Combobox } from "@/ui/combobox";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { backLinkClass, Page, PageHeader } from "@/ui/page";
import { Select } from "@/ui/select";
import { ContentEditor, textsOf } from "../content-editor";
import { faultsOf, inWords } from "../faults";
import { SaveDialog } from "../save-dialog";
import { byPrompt, byWords, isUnchanged } from "./asking";
import { Column } from "./column";
import { useAnswers } from "./use-answers";

const MOST = 4;

interface Opened {
  name: string;
  version: number;
  content: Content;
  inherited: readonly Variable[];
}

export function PlaygroundPage() {
  const { t } = useTranslation("prompts");
  const { name } = useParams({ from: "/app/prompts/{-$name}" });
  const search = useSearch({ from: "/app/prompts/{-$name}" });
  const prompt = usePrompt(name);
  const number = Number(search.version) || prompt.data?.latest;
  const version = useVersion(name, number);
  return (
    <Page>
      <PageHeader
        documentTitle={t("playground.title")}
        title={t("playground.title")}
        description={t("playground.text")}
        back={
          <Link to="/prompts/{-$name}" className={backLinkClass}>
            <ArrowLeft size={15} aria-hidden />
            {t("title")}
          </Link>
        }
      />
      {name === undefined ? (
        <Playground key="words" opened={null} />
      ) : prompt.error ? (
        <ErrorPanel error={prompt.error} />
      ) : (
        <QueryView query={version}>
          {(data) => (
            <Playground
              key={`${name}@${data.version}`}
              opened={{
                name: name ?? "",
                version: data.version,
                content: wholeContent(data.content),
                inherited: data.inherited as Variable[],
              }}
            />
          )}
        </QueryView>
      )}
    </Page>
  );
}

function Playground({ opened }: { opened: Opened | null }) {
  const { t } = useTranslation("prompts");
  const navigate = useNavigate();
  const mayWrite = useMay("prompt.write");
  const [content, setContent] = useState(opened?.content ?? emptyContent);
  const [texts, setTexts] = useState<Texts>({});
  const [models, setModels] = useState([opened?.content.model ?? ""]);
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const { answers, ask, stop } = useAnswers(MOST);
  const variables = [...content.variables.filter((each) => each.name), ...(opened?.inherited ?? [])];
  const read = readValues(variables, texts);
  const written = textsOf(content).some((text) => text.trim() !== "");
  const running = answers.some((answer) => answer.status === "running");
  const kept = opened && isUnchanged(content, opened.content) ? opened : null;

  const run = async () => {
    setRefused(null);
    try {
      const rendered = await renderDraft(content, read.values, opened?.name ?? null);
      models.forEach((model, column) => {
        const body = kept
          ? byPrompt(model, kept.name, kept.version, read.values, content)
          : byWords(model, rendered, content);
        void ask(column, body, kept && { name: kept.name, version: kept.version });
      });
    } catch (error) {
      setRefused(error);
    }
  };
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
      <div className="flex flex-col gap-4">
        <Open opened={opened} />
        {variables.length > 0 && (
          <Card>
            <CardHeader title={t("values.title")} />
            <div className="px-5 pb-5">
              <ValuesForm variables={variables} texts={texts} onChange={setTexts} faults={read.faults} />
            </div>
          </Card>
        )}
        <ContentEditor
          content={content}
          onChange={setContent}
          faults={faultsOf(refused)}
          withModel={false}
          inherited={opened?.inherited.map((each) => each.name) ?? []}
        />
      </div>
      <div className="order-first flex flex-col gap-4 xl:order-none">
        <div className="flex flex-wrap items-center gap-2">
          {running ? (
            <Button
              icon={<Square size={15} aria-hidden />}
              onClick={() => models.forEach((_, at) => void stop(at))}
            >
              {t("playground.stopAll")}
            </Button>
          ) : (
            <Button
              kind="primary"
              icon={<Play size={16} aria-hidden />}
              disabled={!written}
              onClick={() => void run()}
            >
              {t("playground.run", { count: models.length })}
            </Button>
          )}
          {models.length < MOST && (
            <Button
              icon={<Plus size={16} aria-hidden />}
              disabled={running}
              onClick={() => setModels([...models, ""])}
            >
              {t("playground.add")}
            </Button>
          )}
          {mayWrite && (
            <Button
              className="ml-auto"
              icon={<Save size={16} aria-hidden />}
              disabled={!written || kept !== null}
              onClick={() => setSaving(true)}
            >
              {t("playground.save")}
            </Button>
          )}
        </div>
        <p className="text-caption text-muted">
          {kept
            ? t("playground.counts", { name: kept.name, version: kept.version })
            : t("playground.countsNot")}
        </p>
        {refused !== null && <ErrorPanel error={inWords(refused)} />}
        <div className="grid gap-4 md:grid-cols-2">
          {models.map((model, column) => (
            <Column
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may ask the same model
              key={column}
              place={column}
              model={model}
              onModel={(next) => setModels(models.map((each, at) => (at === column ? next : each)))}
              answer={answers[column] ?? { status: "idle", text: "", facts: {}, error: null, madeBy: null }}
              onStop={() => stop(column)}
              onRemove={
                models.length > 1 && column === models.length - 1
                  ? () => setModels(models.slice(0, -1))
                  : null
              }
            />
          ))}
        </div>
      </div>
      {saving && (
        <SaveDialog
          content={content}
          name={opened?.name ?? null}
          onClose={() => setSaving(false)}
          onSaved={(name, version) => {
            setSaving(false);
            void navigate({
              to: "/prompts/{-$name}",
              params: { name },
              search: { tab: "try", version: String(version) },
            });
          }}
        />
      )}
    </div>
  );
}

function Open({ opened }: { opened: Opened | null }) {
  const { t } = useTranslation("prompts");
  const navigate = useNavigate();
  const prompts = usePrompts("", false);
  const latest = usePrompt(opened?.name).data?.latest ?? opened?.version ?? 0;
  const items = prompts.data?.items ?? [];
  if (items.length === 0 && !opened) return null;
  const go = (prompt: string, version?: string) =>
    void navigate({
      to: "/prompts/{-$name}",
      params: prompt ? { name: prompt } : { name: undefined },
      search: { tab: "try", ...(version ? { version } : {}) },
    });
  return (
    <Card className="flex items-end gap-3 p-5">
      <Field label={t("playground.open")} className="min-w-0 flex-1">
        {(c) => (
          <Combobox
            {...c}
            value={opened?.name ?? ""}
            onChange={(name) => go(name)}
            choices={[
              { value: "", label: t("playground.words") },
              ...items.map((each) => ({ value: each.name, label: each.name, description: each.description })),
            ]}
          />
        )}
      </Field>
      {opened && (
        <Field label={t("versions.number")}>
          {(c) => (
            <Select
              {...c}
              value={String(opened.version)}
              onChange={(version) => go(opened.name, version)}
              choices={Array.from({ length: latest }, (_, at) => String(latest - at)).map((version) => ({
                value: version,
                label: version,
              }))}
              className="w-20"
            />
          )}
        </Field>
      )}
    </Card>
  );
}
