/** Which model a prompt is meant for, and how it is to answer. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModelNames } from "@/api/completions";
import type { Content, Settings } from "@/api/prompts";
import { Combobox } from "@/ui/combobox";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Segmented } from "@/ui/segmented";

interface Props {
  content: Content;
  onChange: (content: Content) => void;
  disabled: boolean;
  /** The playground asks several models: there it is not the prompt that says which. */
  withModel?: boolean;
}

export function SettingsFields({ content, onChange, disabled, withModel = true }: Props) {
  const { t } = useTranslation("prompts");
  const { settings } = content;
  const put = (change: Partial<Settings>) => onChange({ ...content, settings: { ...settings, ...change } });
  const number = (text: string) =>
    text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-3">
        {withModel && (
          <Field label={t("settings.model")} help={t("settings.modelHelp")} className="sm:col-span-3">
            {(c) => (
              <ModelBox
                control={c}
                value={content.model ?? ""}
                onChange={(model) => onChange({ ...content, model: model || null })}
                disabled={disabled}
              />
            )}
          </Field>
        )}
        <Field label={t("settings.temperature")} optional>
          {(c) => (
            <Input
              {...c}
              type="number"
              min={0}
              max={2}
              step={0.1}
              disabled={disabled}
              value={settings.temperature ?? ""}
              onChange={(event) => put({ temperature: number(event.target.value) })}
            />
          )}
        </Field>
        <Field label={t("settings.maxTokens")} optional>
          {(c) => (
            <Input
              {...c}
              type="number"
              min={1}
              disabled={disabled}
              value={settings.max_tokens ?? ""}
              onChange={(event) => put({ max_tokens: number(event.target.value) })}
            />
          )}
        </Field>
      </div>
      <Format settings={settings} onChange={put} disabled={disabled} />
    </div>
  );
}

export function ModelBox({
  control,
  value,
  onChange,
  disabled,
}: {
  control: { id?: string; "aria-label"?: string };
  value: string;
  onChange: (model: string) => void;
  disabled?: boolean;
}) {
  const { t } = useTranslation("prompts");
  const names = useModelNames().data?.data ?? [];
  const known = names.map((each) => ({
    value: each.id,
    label: each.id,
    description: each.owned_by === "alias" ? t("settings.alias") : each.owned_by,
  }));
  const own = value && !known.some((each) => each.value === value) ? [{ value, label: value }] : [];
  const choices = [{ value: "", label: t("settings.usual") }, ...own, ...known];
  return (
    <Combobox {...control} value={value} onChange={onChange} choices={choices} disabled={disabled ?? false} />
  );
}

const exampleSchema = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};

function Format({
  settings,
  onChange,
  disabled,
}: {
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation("prompts");
  const { format } = settings;
  const kind = typeof format === "string" ? format : "schema";
  const choose = (next: string) => {
    if (disabled) return;
    if (next === "schema") onChange({ format: { name: "answer", body: exampleSchema } });
    else onChange({ format: next as "text" | "json" });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col items-start gap-1.5">
        <span className="text-ui font-medium">{t("settings.format")}</span>
        <Segmented
          size="sm"
          label={t("settings.format")}
          value={kind}
          onChange={choose}
          choices={["text", "json", "schema"].map((value) => ({
            value,
            label: t(`settings.formats.${value}`),
          }))}
        />
      </div>
      {typeof format !== "string" && (
        <SchemaBox
          body={format.body}
          disabled={disabled}
          onChange={(body) => onChange({ format: { name: format.name ?? "answer", body } })}
        />
      )}
    </div>
  );
}

function SchemaBox({
  body,
  onChange,
  disabled,
}: {
  body: Record<string, unknown>;
  onChange: (body: Record<string, unknown>) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation("prompts");
  const [text, setText] = useState(() => JSON.stringify(body, null, 2));
  const [wrong, setWrong] = useState(false);
  const take = (next: string) => {
    setText(next);
    try {
      const read: unknown = JSON.parse(next);
      const fits = typeof read === "object" && read !== null && !Array.isArray(read);
      setWrong(!fits);
      if (fits) onChange(read as Record<string, unknown>);
    } catch {
      setWrong(true);
    }
  };
  return (
    <Field
      label={t("settings.schema")}
      help={t("settings.schemaHelp")}
      error={wrong ? t("settings.noJson") : null}
    >
      {(c) => (
        <Textarea
          {...c}
          rows={8}
          value={text}
          disabled={disabled}
          spellCheck={false}
          onChange={(event) => take(event.target.value)}
          className="font-mono text-[12.5px]"
        />
      )}
    </Field>
  );
}
