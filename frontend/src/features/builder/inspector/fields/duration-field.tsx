/** A length of time as people write it: 30s, 5m, 2h. */
import { useTranslation } from "react-i18next";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";

const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;

interface DurationFieldProps {
  label: string;
  help?: string;
  value: string;
  placeholder: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

export function DurationField({ label, help, value, placeholder, disabled, onChange }: DurationFieldProps) {
  const { t } = useTranslation("builder");
  const wrong = value !== "" && !DURATION.test(value);
  return (
    <Field label={label} help={help} error={wrong ? t("failure.badDuration") : null}>
      {(control) => (
        <Input
          {...control}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  );
}
