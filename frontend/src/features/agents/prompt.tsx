/** The prompt of the library that an agent begins with, and what its variables hold. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newVariable, usePrompt, useVersion, type Variable, wholeContent } from "@/api/prompts";
import type { AgentInput } from "@/api/types";
import { PromptPicker } from "@/parts/prompts/picker";
import { asText, readValues, type Texts } from "@/parts/prompts/values";
import { ValuesForm } from "@/parts/prompts/values-form";
import { Field } from "@/ui/field";

type Use = NonNullable<AgentInput["prompt"]>;

export function AgentPrompt({
  value,
  onChange,
}: {
  value: Use | null;
  onChange: (value: Use | null) => void;
}) {
  const { t } = useTranslation("agents");
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("field.prompt")} help={t("help.prompt")} optional>
        {(control) => (
          <PromptPicker
            control={control}
            value={wordsOf(value)}
            onChange={(words) => onChange(chosen(words, value))}
          />
        )}
      </Field>
      {value && <Values key={value.name} value={value} onChange={onChange} />}
    </div>
  );
}

/** `name@label` or `name@version`. */
export function wordsOf(use: Use | null | undefined): string {
  return use ? `${use.name}@${use.version ?? use.label ?? "live"}` : "";
}

function chosen(words: string, before: Use | null): Use | null {
  const [name = "", which = ""] = words.split("@");
  if (name === "") return null;
  const version = /^\d+$/.test(which) ? Number(which) : null;
  const variables = before?.name === name ? (before.variables ?? {}) : {};
  return { name, version, label: version === null ? which || "live" : null, variables };
}

function Values({ value, onChange }: { value: Use; onChange: (value: Use) => void }) {
  const labels = usePrompt(value.name).data?.labels ?? [];
  const number = value.version ?? labels.find((each) => each.label === value.label)?.version;
  const version = useVersion(value.name, number).data;
  const variables = [
    ...(version ? wholeContent(version.content).variables : []),
    ...(version?.inherited ?? []),
  ].map((each): Variable => ({ ...newVariable(each.name), ...each }));
  const [texts, setTexts] = useState<Texts>(() =>
    Object.fromEntries(Object.entries(value.variables ?? {}).map(([name, each]) => [name, asText(each)])),
  );
  const { faults } = readValues(variables, texts);
  if (variables.length === 0) return null;
  return (
    <ValuesForm
      variables={variables}
      texts={texts}
      faults={faults}
      onChange={(typed) => {
        setTexts(typed);
        onChange({ ...value, variables: readValues(variables, typed).values });
      }}
    />
  );
}
