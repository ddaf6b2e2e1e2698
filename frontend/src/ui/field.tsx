/** Label, help and error of one control. The child gets `id`, `aria-describedby`, `aria-invalid` and `aria-required`. */
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";

export interface FieldControl {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  "aria-required"?: true;
}

export interface FieldProps {
  label: ReactNode;
  help?: ReactNode;
  error?: string | null | undefined;
  required?: boolean;
  optional?: boolean;
  className?: string;
  /** Small thing at the right end of the label line (a link, a button). */
  aside?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}

export function Field({ label, help, error, required, optional, className, aside, children }: FieldProps) {
  const id = useId();
  const { t } = useTranslation("ui");
  const describedBy = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const control: FieldControl = { id };
  if (describedBy) control["aria-describedby"] = describedBy;
  if (error) control["aria-invalid"] = true;
  if (required) control["aria-required"] = true;
  return (
    <div className={cx("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-ui font-medium text-text">
          {label}
          {optional && <span className="ml-1.5 font-normal text-muted">{t("optional")}</span>}
        </label>
        {aside}
      </div>
      {children(control)}
      {help && (
        <p id={`${id}-help`} className="text-caption text-muted">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1 text-caption text-err">
          <CircleAlert size={14} className="mt-px shrink-0" aria-hidden />
          {error}
        </p>
      )}
    </div>
  );
}
