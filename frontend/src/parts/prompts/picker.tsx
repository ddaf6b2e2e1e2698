/** Chooses a prompt of the library and which of its versions holds: the one with a label, or one that stays. */
import { useTranslation } from "react-i18next";
import { usePrompt, usePrompts, useVersions } from "@/api/prompts";
import { useMay } from "@/api/session";
import { Combobox } from "@/ui/combobox";
import type { FieldControl } from "@/ui/field";
import { Select } from "@/ui/select";

const LIVE = "live";

interface PickerProps {
  control: FieldControl;
  /** `name`, `name@label` or `name@version`; empty: none. */
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
}

export function PromptPicker({ control, value, onChange, disabled = false }: PickerProps) {
  const { t } = useTranslation("prompts");
  const may = useMay("ai.use");
  const prompts = usePrompts("", false, may);
  const [name = "", which = LIVE] = value.split("@");
  const listed = (prompts.data?.items ?? []).map((each) => ({ value: each.name, label: each.name }));
  const known = name === "" || listed.some((each) => each.value === name);
  return (
    <div className="flex flex-col gap-2">
      <Combobox
        {...control}
        value={name}
        disabled={disabled}
        placeholder={t("picker.none")}
        choices={[
          { value: "", label: t("picker.none") },
          ...(known ? listed : [...listed, { value: name, label: may ? name : value }]),
        ]}
        onChange={onChange}
      />
      {name !== "" && may && (
        <WhichVersion
          name={name}
          which={which}
          disabled={disabled}
          onChange={(to) => onChange(`${name}@${to}`)}
        />
      )}
    </div>
  );
}

interface WhichProps {
  name: string;
  which: string;
  disabled: boolean;
  onChange: (which: string) => void;
}

function WhichVersion({ name, which, disabled, onChange }: WhichProps) {
  const { t } = useTranslation("prompts");
  const labels = usePrompt(name).data?.labels ?? [];
  const versions = useVersions(name).data?.items ?? [];
  const choices = [
    ...labels.map(({ label, version }) => ({ value: label, label: t("picker.label", { label, version }) })),
    ...versions.map(({ version }) => ({ value: String(version), label: t("picker.version", { version }) })),
  ];
  const known = choices.some((each) => each.value === which);
  return (
    <Select
      aria-label={t("picker.which")}
      value={which}
      disabled={disabled}
      choices={known ? choices : [{ value: which, label: which }, ...choices]}
      onChange={onChange}
    />
  );
}
