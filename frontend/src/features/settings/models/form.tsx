/** The form of one provider, drawn from what its kind says it needs. */
import { useTranslation } from "react-i18next";
import type { ModelProvider, ProviderKind, ProviderOption, ProviderPreset } from "@/api/types";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import type { Draft } from "./draft";
import { useCatalogueWords } from "./words";

export interface ProviderFormProps {
  kind: ProviderKind;
  preset: ProviderPreset | null;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  refused: Record<string, string>;
  /** The end of the stored key, where there is one. */
  last4: string | null;
  /** Names of models that a test has shown. */
  models: readonly string[];
  /** Whose answers a recorder could record. */
  others: readonly ModelProvider[];
}

export function ProviderForm(props: ProviderFormProps) {
  const { t } = useTranslation("settings");
  const { kind, preset, draft, onChange, refused } = props;
  const words = useCatalogueWords();
  const note = preset ? words.presetNote(preset) : words.kindNote(kind);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ui text-muted text-pretty">{note}</p>
      <Field label={t("models.name")} error={refused.name}>
        {(c) => <Input {...c} value={draft.name} onChange={(e) => onChange({ name: e.target.value })} />}
      </Field>
      {kind.base_url !== null && <Reached {...props} />}
      {kind.options.map((option) => (
        <OptionField key={option.name} option={option} {...props} />
      ))}
      <Money {...props} />
      {!kind.stays && (
        <Checkbox
          checked={draft.data_stays}
          onChange={(data_stays) => onChange({ data_stays })}
          label={t("models.stays")}
          help={t("models.staysHelp")}
        />
      )}
    </div>
  );
}

function Reached({ kind, preset, draft, onChange, refused, last4 }: ProviderFormProps) {
  const { t } = useTranslation("settings");
  const needsKey = preset ? preset.needs_key : kind.needs_key;
  return (
    <>
      <Field label={t("models.baseUrl")} error={refused.base_url}>
        {(c) => (
          <Input
            {...c}
            type="url"
            value={draft.base_url}
            placeholder="https://models.example.com/v1"
            onChange={(e) => onChange({ base_url: e.target.value })}
          />
        )}
      </Field>
      <Field
        label={t("models.key")}
        help={t(last4 ? "models.keyStays" : "models.keyHelp")}
        error={refused.api_key}
        optional={!needsKey}
      >
        {(c) => (
          <Input
            {...c}
            type="password"
            autoComplete="off"
            value={draft.api_key}
            placeholder={last4 ? `•••• ${last4}` : ""}
            onChange={(e) => onChange({ api_key: e.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function OptionField({
  option,
  draft,
  onChange,
  refused,
  models,
  others,
}: ProviderFormProps & { option: ProviderOption }) {
  const { t } = useTranslation("settings");
  const words = useCatalogueWords();
  const value = draft.options[option.name] ?? "";
  const set = (next: string) => onChange({ options: { ...draft.options, [option.name]: next } });
  const choices =
    option.form === "provider"
      ? [{ value: "", label: t("models.nobody") }, ...others.map((p) => ({ value: p.id, label: p.name }))]
      : option.choices.map((choice) => ({ value: choice, label: words.choice(option, choice) }));
  return (
    <Field
      label={words.optionTitle(option)}
      help={words.optionHelp(option)}
      error={refused[`options.${option.name}`]}
      optional={option.form === "line" && !option.required}
    >
      {(c) => {
        if (option.form === "text")
          return (
            <Textarea
              {...c}
              rows={8}
              className="font-mono text-caption"
              value={value}
              placeholder={"turns:\n  - match: invoice\n    answer: Which invoice?"}
              onChange={(e) => set(e.target.value)}
            />
          );
        if (option.form === "line")
          return (
            <>
              <Input {...c} value={value} list={`${c.id}-known`} onChange={(e) => set(e.target.value)} />
              {option.name === "model" && (
                <datalist id={`${c.id}-known`}>
                  {models.map((model) => (
                    <option key={model} value={model} />
                  ))}
                </datalist>
              )}
            </>
          );
        return <Select {...c} value={value} choices={choices} onChange={set} />;
      }}
    </Field>
  );
}

function Money({ draft, onChange, refused }: ProviderFormProps) {
  const { t } = useTranslation("settings");
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(["input_price", "output_price"] as const).map((name) => (
        <Field
          key={name}
          label={t(`models.${name}`)}
          help={t("models.priceHelp")}
          error={refused[name]}
          optional
        >
          {(c) => (
            <Input
              {...c}
              inputMode="decimal"
              className="tabular"
              value={draft[name]}
              onChange={(e) => onChange({ [name]: e.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
