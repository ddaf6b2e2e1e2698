/** The details of a webhook's proof: user name, headers, tolerance, and the secret. */
import { useTranslation } from "react-i18next";
import type { Proof } from "@/api/types";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { digits } from "./fields";

type Hmac = Extract<Proof, { kind: "hmac" }>;

const exampleHeader = "X-Timestamp";

interface ProofFieldsProps {
  proof: Proof;
  onChange: (proof: Proof) => void;
  errorOf: (place: string) => string | undefined;
  secret: string;
  onSecret: (secret: string) => void;
  hasSecret: boolean;
}

export function ProofFields({ proof, onChange, errorOf, secret, onSecret, hasSecret }: ProofFieldsProps) {
  const { t } = useTranslation("triggers");
  if (proof.kind === "none") return null;
  return (
    <>
      {proof.kind === "basic" && (
        <Field label={t("proof.username")} error={errorOf("settings.auth.username")} required>
          {(c) => (
            <Input
              {...c}
              autoComplete="off"
              value={proof.username}
              onChange={(e) => onChange({ ...proof, username: e.target.value })}
            />
          )}
        </Field>
      )}
      {proof.kind === "hmac" && <HmacFields proof={proof} onChange={onChange} errorOf={errorOf} />}
      {(proof.kind === "standard" || (proof.kind === "hmac" && proof.timestamp_header !== null)) && (
        <Field
          label={t("proof.tolerance")}
          help={t("proof.toleranceHelp")}
          error={errorOf("settings.auth.tolerance")}
        >
          {(c) => (
            <Input
              {...c}
              inputMode="numeric"
              className="tabular max-w-32"
              value={String(proof.tolerance)}
              onChange={(e) => onChange({ ...proof, tolerance: digits(e.target.value) })}
            />
          )}
        </Field>
      )}
      <Field
        label={t("proof.secret")}
        help={t(hasSecret ? "proof.secretKept" : "proof.secretMade")}
        error={errorOf("secret")}
        optional
      >
        {(c) => (
          <Input
            {...c}
            type="password"
            autoComplete="new-password"
            value={secret}
            maxLength={500}
            onChange={(e) => onSecret(e.target.value)}
          />
        )}
      </Field>
    </>
  );
}

function HmacFields({
  proof,
  onChange,
  errorOf,
}: {
  proof: Hmac;
  onChange: (proof: Proof) => void;
  errorOf: (place: string) => string | undefined;
}) {
  const { t } = useTranslation("triggers");
  const set = (change: Partial<Hmac>) => onChange({ ...proof, ...change });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("proof.header")} error={errorOf("settings.auth.header")} required>
        {(c) => (
          <Input {...c} value={proof.header} onChange={(e) => set({ header: e.target.value.trim() })} />
        )}
      </Field>
      <Field label={t("proof.prefix")} help={t("proof.prefixHelp")} optional>
        {(c) => (
          <Input
            {...c}
            value={proof.prefix}
            maxLength={20}
            onChange={(e) => set({ prefix: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("proof.encoding")}>
        {(c) => (
          <Select
            {...c}
            value={proof.encoding}
            onChange={(value) => set({ encoding: value === "base64" ? "base64" : "hex" })}
            choices={(["hex", "base64"] as const).map((value) => ({
              value,
              label: t(`proof.encodings.${value}`),
            }))}
          />
        )}
      </Field>
      <Field
        label={t("proof.timestamp")}
        help={t("proof.timestampHelp")}
        error={errorOf("settings.auth.timestamp_header")}
        optional
      >
        {(c) => (
          <Input
            {...c}
            value={proof.timestamp_header ?? ""}
            placeholder={exampleHeader}
            onChange={(e) => set({ timestamp_header: e.target.value.trim() || null })}
          />
        )}
      </Field>
    </div>
  );
}
