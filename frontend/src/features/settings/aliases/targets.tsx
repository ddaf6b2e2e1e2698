/** The models behind an alias, in their order. */
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useModelProviders } from "@/api/ai";
import { useModelNames } from "@/api/aliases";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { moved, type TargetDraft, withTarget } from "./draft";

const most = 20;

export function TargetsEditor({
  targets,
  isWeighted,
  onChange,
}: {
  targets: TargetDraft[];
  isWeighted: boolean;
  onChange: (targets: TargetDraft[]) => void;
}) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-ui font-medium">{t("dialog.targets")}</legend>
      <ol className="flex flex-col gap-3">
        {targets.map((target, place) => (
          <li key={target.key} className="rounded-menu border border-line p-4">
            <div className="mb-3 flex items-center justify-between gap-2">
              <span className="text-caption font-medium text-muted">
                {t("dialog.target", { place: place + 1 })}
              </span>
              <span className="flex">
                <IconButton
                  size="sm"
                  label={t("dialog.up", { place: place + 1 })}
                  disabled={place === 0}
                  onClick={() => onChange(moved(targets, place, -1))}
                >
                  <ArrowUp size={16} aria-hidden />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t("dialog.down", { place: place + 1 })}
                  disabled={place === targets.length - 1}
                  onClick={() => onChange(moved(targets, place, 1))}
                >
                  <ArrowDown size={16} aria-hidden />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t("dialog.remove", { place: place + 1 })}
                  disabled={targets.length === 1}
                  onClick={() => onChange(targets.filter((each) => each.key !== target.key))}
                >
                  <Trash2 size={16} aria-hidden />
                </IconButton>
              </span>
            </div>
            <TargetFields
              target={target}
              isWeighted={isWeighted}
              onChange={(more) =>
                onChange(targets.map((each) => (each.key === target.key ? { ...each, ...more } : each)))
              }
            />
          </li>
        ))}
      </ol>
      <Button
        className="self-start"
        icon={<Plus size={16} aria-hidden />}
        disabled={targets.length >= most}
        onClick={() => onChange(withTarget(targets))}
      >
        {t("dialog.addTarget")}
      </Button>
    </fieldset>
  );
}

function TargetFields({
  target,
  isWeighted,
  onChange,
}: {
  target: TargetDraft;
  isWeighted: boolean;
  onChange: (more: Partial<TargetDraft>) => void;
}) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const providers = useModelProviders().data?.items ?? [];
  const models = useModelNames().data?.items.filter((each) => each.provider_id === target.provider_id) ?? [];
  const list = useId();
  const choose = (provider_id: string) => {
    const usual = providers.find((each) => each.id === provider_id)?.options.model;
    onChange({ provider_id, model: usual ?? "" });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("dialog.provider")}>
        {(c) => (
          <Select
            {...c}
            value={target.provider_id || undefined}
            placeholder={t("dialog.choose")}
            onChange={choose}
            choices={providers.map((each) => ({ value: each.id, label: each.name }))}
          />
        )}
      </Field>
      <Field label={t("dialog.model")}>
        {(c) => (
          <>
            <Input
              {...c}
              list={list}
              maxLength={200}
              value={target.model}
              onChange={(e) => onChange({ model: e.target.value })}
            />
            <datalist id={list}>
              {models.map((each) => (
                <option key={each.name} value={each.name} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      {isWeighted && (
        <Field label={t("dialog.weight")}>
          {(c) => (
            <Input
              {...c}
              inputMode="decimal"
              className="tabular"
              value={target.weight}
              onChange={(e) => onChange({ weight: e.target.value })}
            />
          )}
        </Field>
      )}
      <Field label={t("dialog.targetRegion")} optional>
        {(c) => (
          <Input
            {...c}
            maxLength={40}
            value={target.region}
            onChange={(e) => onChange({ region: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("dialog.context")} optional>
        {(c) => (
          <Input
            {...c}
            inputMode="numeric"
            className="tabular"
            value={target.context}
            onChange={(e) => onChange({ context: e.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
