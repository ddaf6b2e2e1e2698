/** Making an API key: what it is for, what it may, how long; then the key itself, shown this once. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeyRules, useMakeKey } from "@/api/api-keys";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { CopyButton } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { useScopeName } from "./scopes";

const spans = [7, 30, 90, 180, 365];
const never = "never";

export function KeyDialog({
  holder,
  may,
  onClose,
  onMade,
}: {
  holder?: string;
  may: readonly string[];
  onClose: () => void;
  onMade: (key: string) => void;
}) {
  const { t } = useTranslation("audit");
  const make = useMakeKey();
  const rules = useKeyRules();
  const nameOf = useScopeName();
  const id = useId();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [scopes, setScopes] = useState<ReadonlySet<string>>(new Set());
  const refused = fieldErrors(make.error);
  const longest = rules.data?.longest_days ?? null;
  const toggle = (scope: string, on: boolean) =>
    setScopes((old) => new Set(on ? [...old, scope] : [...old].filter((each) => each !== scope)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      {
        name,
        scopes: [...scopes],
        expires_in_days: days === never ? null : Number(days),
        ...(holder ? { user_id: holder } : {}),
      },
      { onSuccess: (made) => onMade(made.key) },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("keys.add")}
      footer={
        <Button
          kind="primary"
          type="submit"
          form={id}
          busy={make.isPending}
          disabled={!name.trim() || scopes.size === 0}
        >
          {t("keys.create")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {make.error && <ErrorPanel error={make.error} compact />}
        <Field label={t("keys.name")} help={t("keys.nameHelp")} error={refused.name}>
          {(c) => <Input {...c} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={t("keys.days")} error={refused.expires_in_days}>
          {(c) => (
            <Select
              {...c}
              value={days}
              onChange={setDays}
              choices={[
                ...spans
                  .filter((span) => longest === null || span <= longest)
                  .map((span) => ({ value: String(span), label: t("keys.dayCount", { count: span }) })),
                ...(longest === null ? [{ value: never, label: t("keys.forEver") }] : []),
              ]}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-ui font-medium">{t("keys.scopes")}</legend>
          <Checkbox
            checked={scopes.size === may.length}
            onChange={(on) => setScopes(new Set(on ? may : []))}
            label={t("keys.all")}
          />
          <div className="grid gap-2 border-t border-line pt-3 sm:grid-cols-2">
            {may.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.has(scope)}
                onChange={(on) => toggle(scope, on)}
                label={nameOf(scope)}
              />
            ))}
          </div>
          {refused.scopes && <p className="text-caption text-err">{refused.scopes}</p>}
        </fieldset>
      </form>
    </Dialog>
  );
}

/** The key itself. It closes only when its reader says that it is kept. */
export function KeyShown({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const example = `curl -H "Authorization: Bearer ${secret}" ${window.location.origin}/api/ai/v1/models`;
  return (
    <Dialog
      open
      dismissable={false}
      onOpenChange={() => undefined}
      title={t("keys.made")}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t("keys.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Callout tone="warn">{t("keys.madeText")}</Callout>
        <Copied label={t("keys.copy")} text={secret} />
        <p className="text-ui font-medium">{t("keys.use")}</p>
        <Copied text={example} />
      </div>
    </Dialog>
  );
}

function Copied({ text, label }: { text: string; label?: string }) {
  return (
    <div className="flex items-start gap-2 rounded-control border border-line bg-surface-2 px-3 py-2">
      <code className="min-w-0 flex-1 font-mono text-ui break-all">{text}</code>
      <CopyButton text={text} {...(label ? { label } : {})} />
    </div>
  );
}
