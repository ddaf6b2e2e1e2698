/** A webhook: how it is called, how the caller proves itself, what is answered, and how repeats are told. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Proof, WebhookSettings } from "@/api/types";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { proofs } from "../model";
import { digits, type KindFieldsProps } from "./fields";
import { ProofFields } from "./proof";

const methods = ["POST", "PUT", "GET"] as const;
const modes = ["async", "sync"] as const;
const proofKinds = Object.keys(proofs) as Proof["kind"][];

const exampleHeader = "X-Order-Id";

interface WebhookFieldsProps extends KindFieldsProps<WebhookSettings> {
  secret: string;
  onSecret: (secret: string) => void;
  /** A secret is stored already, for this kind of proof. */
  hasSecret: boolean;
}

export function WebhookFields({
  settings,
  onChange,
  errorOf,
  secret,
  onSecret,
  hasSecret,
}: WebhookFieldsProps) {
  const { t } = useTranslation("triggers");
  const set = (change: Partial<WebhookSettings>) => onChange({ ...settings, ...change });
  const methodError = errorOf("settings.methods");
  const legend = useId();
  return (
    <>
      <fieldset aria-describedby={methodError ? `${legend}-error` : undefined}>
        <legend className="mb-1.5 font-medium text-ui">{t("webhook.methods")}</legend>
        <div className="flex gap-5">
          {methods.map((method) => (
            <Checkbox
              key={method}
              label={method}
              checked={settings.methods.includes(method)}
              onChange={(on) =>
                set({ methods: methods.filter((m) => (m === method ? on : settings.methods.includes(m))) })
              }
            />
          ))}
        </div>
        {methodError && (
          <p id={`${legend}-error`} className="mt-1 text-caption text-err">
            {methodError}
          </p>
        )}
      </fieldset>
      <Field label={t("webhook.auth")} help={t(`proof.${settings.auth.kind}.help`)}>
        {(c) => (
          <Select
            {...c}
            value={settings.auth.kind}
            onChange={(kind) => set({ auth: proofs[kind as Proof["kind"]] })}
            choices={proofKinds.map((kind) => ({ value: kind, label: t(`proof.${kind}.name`) }))}
          />
        )}
      </Field>
      <ProofFields
        proof={settings.auth}
        onChange={(auth) => set({ auth })}
        errorOf={errorOf}
        secret={secret}
        onSecret={onSecret}
        hasSecret={hasSecret}
      />
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
        <Field label={t("webhook.mode")} help={t(`webhook.modes.${settings.mode}.help`)}>
          {(c) => (
            <Select
              {...c}
              value={settings.mode}
              onChange={(mode) => set({ mode: mode === "sync" ? "sync" : "async" })}
              choices={modes.map((mode) => ({ value: mode, label: t(`webhook.modes.${mode}.name`) }))}
            />
          )}
        </Field>
        {settings.mode === "sync" && (
          <Field label={t("webhook.timeout")} error={errorOf("settings.timeout")}>
            {(c) => (
              <Input
                {...c}
                inputMode="numeric"
                className="tabular"
                value={String(settings.timeout)}
                onChange={(e) => set({ timeout: digits(e.target.value) })}
              />
            )}
          </Field>
        )}
      </div>
      <Field
        label={t("webhook.keyHeader")}
        help={t("webhook.keyHeaderHelp")}
        error={errorOf("settings.key_header")}
        optional
      >
        {(c) => (
          <Input
            {...c}
            value={settings.key_header ?? ""}
            placeholder={exampleHeader}
            onChange={(e) => set({ key_header: e.target.value.trim() || null })}
          />
        )}
      </Field>
    </>
  );
}
