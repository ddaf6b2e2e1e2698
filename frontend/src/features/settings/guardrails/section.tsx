/** Settings → Guardrails: what may reach a model, in which words, and how long what was said is kept. */
import { ShieldHalf } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Guard, type GuardInput, kinds, type Mode, useGuard, useSaveGuard } from "@/api/guard";
import { useMay } from "@/api/session";
import { QueryView } from "@/parts/query-view";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader } from "@/ui/card";
import { ErrorPanel } from "@/ui/error-panel";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { isSame, recommended, withoutDate } from "./draft";
import { Limits } from "./limits";
import { Roles } from "./roles";
import { TryIt } from "./try-it";

export const modes = ["off", "observe", "mask", "refuse"] as const;
const countries = ["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PL", "SE", "US"] as const;

export default function GuardrailsSection() {
  const guard = useGuard();
  return (
    <QueryView query={guard}>
      {(stored) => <Form key={stored.updated_at ?? "usual"} stored={stored} />}
    </QueryView>
  );
}

export interface PartProps {
  draft: GuardInput;
  change: (more: Partial<GuardInput>) => void;
  disabled: boolean;
}

function Form({ stored }: { stored: Guard }) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const mayManage = useMay("ai.manage");
  const save = useSaveGuard();
  const [draft, setDraft] = useState<GuardInput>(() => withoutDate(stored));
  const change = (more: Partial<GuardInput>) => setDraft((old) => ({ ...old, ...more }));
  const part = { draft, change, disabled: !mayManage };
  const isChanged = !isSame(draft, withoutDate(stored));
  const store = () => save.mutate(draft, { onSuccess: () => toast.done(t("saved")) });
  return (
    <div className="flex flex-col gap-5">
      {kinds.every((kind) => draft[kind] === "off") && (
        <Callout
          title={t("none")}
          actions={
            mayManage && (
              <Button
                size="sm"
                icon={<ShieldHalf size={14} aria-hidden />}
                onClick={() => change(recommended)}
              >
                {t("recommended")}
              </Button>
            )
          }
        >
          {t("noneText")}
        </Callout>
      )}
      <Kinds {...part} />
      <TryIt guard={draft} />
      <Limits {...part} />
      <Roles {...part} />
      {save.error && <ErrorPanel error={save.error} compact />}
      {mayManage && (
        <div className="sticky bottom-0 flex items-center justify-end gap-3 border-t border-line bg-bg py-3">
          {isChanged && <p className="text-caption text-muted">{t("unsaved")}</p>}
          <Button kind="primary" disabled={!isChanged} busy={save.isPending} onClick={store}>
            {t("save")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Kinds({ draft, change, disabled }: PartProps) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  return (
    <Card>
      <CardHeader title={t("kinds.title")} description={t("kinds.text")} />
      <ul className="divide-y divide-line border-t border-line">
        {kinds.map((kind) => (
          <li key={kind} className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
            <div className="min-w-0 flex-1 basis-56">
              <p className="text-ui font-medium">{t(`kind.${kind}`)}</p>
              <p className="text-caption text-muted">{t(`example.${kind}`)}</p>
            </div>
            <Choice
              label={t(`kind.${kind}`)}
              value={draft[kind]}
              disabled={disabled}
              onChange={(mode) => change({ [kind]: mode })}
            />
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-4 border-t border-line p-5">
        <fieldset className="flex flex-col gap-2" disabled={disabled}>
          <legend className="mb-2 text-ui font-medium">{t("countries.title")}</legend>
          <p className="text-caption text-muted">{t("countries.text")}</p>
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {countries.map((country) => (
              <Checkbox
                key={country}
                label={t(`countries.${country}`)}
                checked={draft.countries.includes(country)}
                disabled={disabled}
                onChange={(checked) =>
                  change({
                    countries: countries.filter((each) =>
                      each === country ? checked : draft.countries.includes(each),
                    ),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
        <Checkbox
          checked={draft.outside_only}
          onChange={(outside_only) => change({ outside_only })}
          label={t("outside")}
          help={t("outsideHelp")}
          disabled={disabled}
        />
        <Checkbox
          checked={draft.injection === "observe"}
          onChange={(checked) => change({ injection: checked ? "observe" : "off" })}
          label={t("injection")}
          help={t("injectionHelp")}
          disabled={disabled}
        />
        <Checkbox
          checked={draft.no_training}
          onChange={(no_training) => change({ no_training })}
          label={t("noTraining")}
          help={t("noTrainingHelp")}
          disabled={disabled}
        />
      </div>
    </Card>
  );
}

interface ChoiceProps {
  label: string;
  value: Mode;
  disabled: boolean;
  onChange: (mode: Mode) => void;
}

/** Four modes side by side; where there is no room, or nothing to choose, a list. */
function Choice({ label, value, disabled, onChange }: ChoiceProps) {
  const { t } = useTranslation("metering", { keyPrefix: "guard" });
  const choose = (chosen: string) => onChange(modes.find((each) => each === chosen) ?? "off");
  const choices = modes.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }));
  if (disabled) return <span className="text-ui text-muted">{t(`mode.${value}`)}</span>;
  return (
    <>
      <Segmented
        className="hidden sm:inline-flex"
        size="sm"
        label={label}
        value={value}
        onChange={choose}
        choices={choices}
      />
      <div className="w-36 sm:hidden">
        <Select size="sm" aria-label={label} value={value} onChange={choose} choices={choices} />
      </div>
    </>
  );
}
