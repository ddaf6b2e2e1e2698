/** The companies of a person: going on in another one, and founding one more. */
import { Building2, Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { foundCompany, switchCompany, useMyCompanies } from "@/api/access";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { useProblemToast } from "@/ui/problem-words";

/** Part of the person's menu. */
export function CompanyChoices({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation("app");
  const present = useSession((s) => s.company?.id);
  const others = useMyCompanies().data?.items.filter((each) => each.id !== present) ?? [];
  const fail = useProblemToast();
  return (
    <>
      <MenuSeparator />
      <MenuLabel>{t("companies.label")}</MenuLabel>
      {others.map((each) => (
        <MenuItem
          key={each.id}
          icon={<Building2 size={16} aria-hidden />}
          onSelect={() => void switchCompany(each.id).catch(fail)}
        >
          {each.name}
        </MenuItem>
      ))}
      <MenuItem icon={<Plus size={16} aria-hidden />} onSelect={onNew}>
        {t("companies.new")}
      </MenuItem>
    </>
  );
}

export function NewCompanyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("app");
  const id = useId();
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await foundCompany(name.trim());
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={(open) => !open && onClose()}
      title={t("companies.new")}
      description={t("companies.newText")}
      footer={
        <Button kind="primary" type="submit" form={id} disabled={!name.trim()} busy={busy}>
          {t("companies.found")}
        </Button>
      }
    >
      <form id={id} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {error !== null && <ErrorPanel error={error} compact />}
        <Field label={t("companies.name")}>
          {(c) => <Input {...c} value={name} maxLength={120} onChange={(e) => setName(e.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
