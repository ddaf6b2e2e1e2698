/** Several of a few choices: a button that says how many, a list of boxes behind it. */
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Popover } from "@/ui/popover";
import { Checkbox } from "@/ui/switch";

export interface Several {
  label: string;
  values: readonly string[];
  choices: ReadonlyArray<{ value: string; label: string }>;
  onChange: (values: string[]) => void;
}

export function SeveralBoxes({ label, values, choices, onChange }: Several) {
  const toggle = (value: string, on: boolean) =>
    onChange(choices.map((c) => c.value).filter((each) => (each === value ? on : values.includes(each))));
  return (
    <fieldset>
      <legend className="mb-1.5 text-caption font-medium text-muted">{label}</legend>
      <div className="flex flex-col gap-1.5">
        {choices.map((c) => (
          <Checkbox
            key={c.value}
            label={c.label}
            checked={values.includes(c.value)}
            onChange={(on) => toggle(c.value, on)}
          />
        ))}
      </div>
    </fieldset>
  );
}

export function SeveralButton(props: Several) {
  const { t } = useTranslation("runs");
  const { label, values, choices, onChange } = props;
  const first = choices.find((c) => c.value === values[0])?.label;
  const shown = values.length > 1 ? t("filter.several", { label, count: values.length }) : (first ?? label);
  return (
    <Popover
      label={label}
      className="w-56 p-3"
      trigger={
        <Button
          aria-label={values.length ? `${label}: ${shown}` : label}
          kind={values.length ? "soft" : "secondary"}
        >
          <span className="truncate">{shown}</span>
          <ChevronDown size={16} aria-hidden />
        </Button>
      }
    >
      <SeveralBoxes {...props} />
      {values.length > 0 && (
        <Button size="sm" kind="ghost" className="mt-2" onClick={() => onChange([])}>
          {t("filter.clear")}
        </Button>
      )}
    </Popover>
  );
}
