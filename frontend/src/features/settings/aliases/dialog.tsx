/** Making or changing an alias: its models in their order, and when another one is asked. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Alias, useSaveAlias } from "@/api/aliases";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { type AliasDraft, balances, draftOf, faults, inputOf } from "./draft";
import { TargetsEditor } from "./targets";

export function AliasDialog({ alias, onClose }: { alias: Alias | null; onClose: () => void }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const save = useSaveAlias();
  const [draft, setDraft] = useState(() => draftOf(alias));
  const change = (more: Partial<AliasDraft>) => setDraft((old) => ({ ...old, ...more }));
  const id = useId();
  const input = inputOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!input) return;
    save.mutate(input, {
      onSuccess: () => {
        toast.done(t("saved"));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={alias ? t("dialog.change", { name: alias.name }) : t("dialog.new")}
      as="sheet"
      size="lg"
      footer={
        <Button kind="primary" type="submit" form={id} disabled={!input} busy={save.isPending}>
          {t("dialog.save")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-5">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Names draft={draft} change={change} isNew={!alias} refused={fieldErrors(save.error)} />
        <TargetsEditor
          targets={draft.targets}
          isWeighted={draft.balance === "weight"}
          onChange={(targets) => change({ targets })}
        />
        <Field label={t("dialog.balance")} help={t(`dialog.balanceHelp.${draft.balance}`)}>
          {(c) => (
            <Select
              {...c}
              value={draft.balance}
              onChange={(value) => change({ balance: balances.find((each) => each === value) ?? "order" })}
              choices={balances.map((value) => ({ value, label: t(`balance.${value}`) }))}
            />
          )}
        </Field>
        <Fallback draft={draft} change={change} />
        <Conditions draft={draft} change={change} />
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: AliasDraft;
  change: (more: Partial<AliasDraft>) => void;
}

function Names({
  draft,
  change,
  isNew,
  refused,
}: PartProps & { isNew: boolean; refused: Record<string, string> }) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  const isWrong = draft.name !== "" && !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(draft.name);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {isNew && (
        <Field
          label={t("dialog.name")}
          help={t("dialog.nameHelp")}
          error={isWrong ? t("dialog.nameWrong") : refused.name}
        >
          {(c) => <Input {...c} value={draft.name} onChange={(e) => change({ name: e.target.value })} />}
        </Field>
      )}
      <Field label={t("dialog.description")} optional>
        {(c) => (
          <Input
            {...c}
            maxLength={500}
            value={draft.description}
            onChange={(e) => change({ description: e.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function Fallback({ draft, change }: PartProps) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-ui font-medium">{t("dialog.fallback")}</legend>
      {faults.map((fault) => (
        <Checkbox
          key={fault}
          label={t(`fault.${fault}`)}
          checked={draft.faults.includes(fault)}
          onChange={(checked) =>
            change({
              faults: faults.filter((each) => (each === fault ? checked : draft.faults.includes(each))),
            })
          }
        />
      ))}
      <Field label={t("dialog.hedge")} help={t("dialog.hedgeHelp")} className="mt-2" optional>
        {(c) => (
          <Input
            {...c}
            inputMode="numeric"
            className="tabular max-w-40"
            value={draft.hedge}
            onChange={(e) => change({ hedge: e.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}

function Conditions({ draft, change }: PartProps) {
  const { t } = useTranslation("metering", { keyPrefix: "aliases" });
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-2 text-ui font-medium">{t("dialog.conditions")}</legend>
      <Checkbox
        label={t("dialog.private")}
        help={t("dialog.privateHelp")}
        checked={draft.private}
        onChange={(checked) => change({ private: checked })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("dialog.region")} help={t("dialog.regionHelp")} optional>
          {(c) => (
            <Input
              {...c}
              maxLength={40}
              value={draft.region}
              onChange={(e) => change({ region: e.target.value })}
            />
          )}
        </Field>
        <Field label={t("dialog.cost")} help={t("dialog.costHelp")} optional>
          {(c) => (
            <Input
              {...c}
              inputMode="decimal"
              className="tabular"
              value={draft.maxCost}
              onChange={(e) => change({ maxCost: e.target.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}
