/** Creating or changing a budget: for whom, how long, how much, and what happens at the limit. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useMembers } from "@/api/company";
import { type Budget, type BudgetInput, useSaveBudget } from "@/api/metering";
import { useWorkflows } from "@/api/workflows";
import { parseNumber } from "@/forms/schema";
import { fieldErrors } from "@/lib/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { type Choice, Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { toast } from "@/ui/toast";

const scopes = ["company", "agent", "workflow", "run", "user", "key", "model"] as const;
const periods = ["day", "week", "month", "total"] as const;
type Scope = (typeof scopes)[number];

interface Form {
  name: string;
  scope: Scope;
  subject: string;
  period: (typeof periods)[number];
  soft: string;
  hard: string;
  refuses: boolean;
}

function formOf(budget: Budget | null): Form {
  return {
    name: budget?.name ?? "",
    scope: budget?.scope ?? "company",
    subject: budget?.subject ?? "*",
    period: budget?.period ?? "month",
    soft: budget?.soft_limit?.toString() ?? "",
    hard: budget?.hard_limit?.toString() ?? "",
    refuses: budget?.unknown_prices === "refuse",
  };
}

function inputOf(form: Form): BudgetInput {
  const limit = (text: string) => (text.trim() ? parseNumber(text) : null) ?? null;
  return {
    name: form.name.trim(),
    scope: form.scope,
    subject: form.scope === "company" ? "*" : form.subject.trim() || "*",
    period: form.period,
    soft_limit: limit(form.soft),
    hard_limit: limit(form.hard),
    unknown_prices: form.refuses ? "refuse" : "allow",
  };
}

export function BudgetDialog({ budget, onClose }: { budget: Budget | null; onClose: () => void }) {
  const { t } = useTranslation("metering");
  const save = useSaveBudget();
  const [form, setForm] = useState(() => formOf(budget));
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }));
  const id = useId();
  const refused = fieldErrors(save.error);
  const input = inputOf(form);
  const hasLimit = input.soft_limit !== null || input.hard_limit !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(budget ? { ...input, id: budget.id } : input, {
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
      title={budget ? t("dialog.change") : t("dialog.new")}
      footer={
        <Button
          kind="primary"
          type="submit"
          form={id}
          disabled={!input.name || !hasLimit}
          busy={save.isPending}
        >
          {t("dialog.save")}
        </Button>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        {save.error && <ErrorPanel error={save.error} compact />}
        <Field label={t("dialog.name")} error={refused.name}>
          {(c) => <Input {...c} value={form.name} onChange={(e) => set({ name: e.target.value })} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("dialog.scope")}>
            {(c) => (
              <Select
                {...c}
                value={form.scope}
                onChange={(value) =>
                  set({ scope: scopes.find((each) => each === value) ?? "company", subject: "*" })
                }
                choices={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
              />
            )}
          </Field>
          {form.scope !== "company" && (
            <Subject scope={form.scope} value={form.subject} onChange={(subject) => set({ subject })} />
          )}
        </div>
        <Field label={t("dialog.period")}>
          {(c) => (
            <Select
              {...c}
              value={form.period}
              onChange={(value) => set({ period: periods.find((each) => each === value) ?? "month" })}
              choices={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("dialog.soft")} help={t("dialog.softHelp")} error={refused.soft_limit} optional>
            {(c) => (
              <Input
                {...c}
                inputMode="decimal"
                className="tabular"
                value={form.soft}
                onChange={(e) => set({ soft: e.target.value })}
              />
            )}
          </Field>
          <Field label={t("dialog.hard")} help={t("dialog.hardHelp")} error={refused.hard_limit} optional>
            {(c) => (
              <Input
                {...c}
                inputMode="decimal"
                className="tabular"
                value={form.hard}
                onChange={(e) => set({ hard: e.target.value })}
              />
            )}
          </Field>
        </div>
        <Checkbox
          checked={form.refuses}
          onChange={(refuses) => set({ refuses })}
          label={t("dialog.refuses")}
        />
      </form>
    </Dialog>
  );
}

/** Who the budget is for: one of those that are known, or each by itself. */
function Subject({
  scope,
  value,
  onChange,
}: {
  scope: Exclude<Scope, "company">;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("metering");
  const known = useKnown(scope);
  return (
    <Field
      label={t("dialog.subject")}
      {...(known ? {} : { help: t("dialog.subjectHelp", { each: t(`each.${scope}`) }) })}
    >
      {(c) =>
        known ? (
          <Select
            {...c}
            value={value}
            onChange={onChange}
            choices={[{ value: "*", label: t(`each.${scope}`) }, ...known]}
          />
        ) : (
          <Input {...c} value={value} onChange={(e) => onChange(e.target.value)} />
        )
      }
    </Field>
  );
}

function useKnown(scope: Exclude<Scope, "company">): Choice[] | null {
  const { t } = useTranslation("metering");
  const agents = useAgents().data?.items.map((each) => ({ value: each.id, label: each.name }));
  const workflows = useWorkflows().data?.items.map((each) => ({ value: each.id, label: each.name }));
  const people = useMembers().data?.items.map((each) => ({
    value: each.user_id,
    label: each.name ?? t("scope.user"),
  }));
  if (scope === "agent") return agents ?? [];
  if (scope === "workflow") return workflows ?? [];
  return scope === "user" ? (people ?? []) : null;
}
