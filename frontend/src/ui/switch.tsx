/** On or off, takes effect at once. Inside a form that is saved later, use `Checkbox`. */
import { Check } from "lucide-react";
import { Switch as Radix, Checkbox as RadixCheckbox } from "radix-ui";
import type { ReactNode } from "react";
import { useId } from "react";

export function Switch({
  checked,
  onChange,
  disabled,
  id,
  "aria-label": label,
  "aria-describedby": describedBy,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
}) {
  return (
    <Radix.Root
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled ?? false}
      {...(id ? { id } : {})}
      {...(label ? { "aria-label": label } : {})}
      {...(describedBy ? { "aria-describedby": describedBy } : {})}
      className="relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-neutral-soft transition-colors data-disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong transition-transform data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}

export function Checkbox({
  checked,
  onChange,
  label,
  help,
  disabled,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  help?: ReactNode;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        disabled={disabled ?? false}
        onCheckedChange={(next) => onChange(next === true)}
        className="mt-0.5 flex size-5 shrink-0 items-center justify-center rounded border border-line-strong bg-surface data-disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixCheckbox.Indicator className="text-on-accent">
          <Check size={14} strokeWidth={3} aria-hidden />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <label htmlFor={id} className="min-h-6 pt-0.5 text-ui">
        {label}
        {help && <span className="block text-caption text-muted">{help}</span>}
      </label>
    </div>
  );
}
