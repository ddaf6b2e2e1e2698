/** The goals of an agent and when it stops by itself, as fields of its form. */
import { Plus, Trash2 } from "lucide-react";
import {
  type Control,
  Controller,
  type UseFormRegister,
  type UseFormReturn,
  useFieldArray,
} from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { AgentGoal, AgentInput } from "@/api/types";
import { parseNumber } from "@/forms/schema";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import type { Values } from "./agent-form";
import { type GoalKind, goalKinds, isShare } from "./goal-words";

const units = { seconds: 1, minutes: 60, hours: 3600 } as const;
type Unit = keyof typeof units;

export interface GoalValues {
  kind: GoalKind;
  target: string;
  time: string;
  unit: Unit;
}

const plain = (value: number): string => String(Number(value.toPrecision(9)));

export function goalValuesOf(goal: AgentGoal): GoalValues {
  const seconds = goal.seconds ?? 300;
  const unit: Unit = seconds % 3600 === 0 ? "hours" : seconds % 60 === 0 ? "minutes" : "seconds";
  return {
    kind: goal.kind,
    target: plain(isShare(goal.kind) ? goal.target * 100 : goal.target),
    time: plain(seconds / units[unit]),
    unit,
  };
}

export function goalOf(values: GoalValues): AgentGoal {
  const target = parseNumber(values.target);
  return {
    kind: values.kind,
    target: isShare(values.kind) ? target / 100 : target,
    seconds: values.kind === "within" ? parseNumber(values.time) * units[values.unit] : null,
  };
}

export function limitsOf(failureRate: string, ofLast: string): AgentInput["limits"] {
  const rate = failureRate.trim();
  return {
    failure_rate: rate === "" ? null : parseNumber(rate) / 100,
    of_last: ofLast.trim() === "" ? 20 : parseNumber(ofLast),
  };
}

const between = (text: string, least: number, most: number): boolean => {
  const value = parseNumber(text);
  return Number.isFinite(value) && value >= least && value <= most;
};

export function AgentGoals({ form }: { form: UseFormReturn<Values> }) {
  const { t } = useTranslation("agents");
  const goals = useFieldArray({ control: form.control, name: "goals" });
  const errors = form.formState.errors;
  return (
    <Card>
      <CardHeader
        title={t("form.goals")}
        description={t("help.goals")}
        actions={
          <Button
            size="sm"
            icon={<Plus size={15} aria-hidden />}
            onClick={() => goals.append({ kind: "success_rate", target: "95", time: "5", unit: "minutes" })}
          >
            {t("goal.add")}
          </Button>
        }
      />
      <ul className="flex flex-col gap-3 px-5 pb-5">
        {goals.fields.length === 0 && <li className="text-ui text-muted">{t("goal.none")}</li>}
        {goals.fields.map((row, at) => (
          <li key={row.id} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-center gap-2">
              <GoalRow
                control={form.control}
                register={form.register}
                at={at}
                kind={form.watch(`goals.${at}.kind`)}
              />
              <IconButton label={t("goal.remove")} onClick={() => goals.remove(at)}>
                <Trash2 size={16} aria-hidden />
              </IconButton>
            </div>
            {(errors.goals?.[at]?.target ?? errors.goals?.[at]?.time) && (
              <p className="text-caption text-err">
                {(errors.goals[at]?.target ?? errors.goals[at]?.time)?.message}
              </p>
            )}
          </li>
        ))}
      </ul>
      <div className="grid gap-4 border-t border-line px-5 py-4 sm:grid-cols-2">
        <Field
          label={t("field.failureRate")}
          help={t("help.failureRate")}
          error={errors.failureRate?.message}
          optional
        >
          {(c) => (
            <Input
              {...c}
              inputMode="decimal"
              className="tabular"
              {...form.register("failureRate", {
                validate: (text) => text.trim() === "" || between(text, 1, 100) || t("percentShape"),
              })}
            />
          )}
        </Field>
        <Field label={t("field.ofLast")} help={t("help.ofLast")} error={errors.ofLast?.message}>
          {(c) => (
            <Input
              {...c}
              inputMode="numeric"
              className="tabular"
              {...form.register("ofLast", {
                validate: (text) =>
                  (between(text, 5, 100) && Number.isInteger(parseNumber(text))) || t("lastShape"),
              })}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}

function GoalRow({
  control,
  register,
  at,
  kind,
}: {
  control: Control<Values>;
  register: UseFormRegister<Values>;
  at: number;
  kind: GoalKind;
}) {
  const { t } = useTranslation("agents");
  const aboveZero = (text: string) => between(text, 1e-9, 1e9) || t("positiveShape");
  const target = (text: string) =>
    isShare(kind) ? between(text, 1, 100) || t("percentShape") : aboveZero(text);
  return (
    <>
      <div className="w-52">
        <Controller
          control={control}
          name={`goals.${at}.kind`}
          render={({ field }) => (
            <Select
              aria-label={t("goal.kind")}
              value={field.value}
              onChange={field.onChange}
              choices={goalKinds.map((value) => ({ value, label: t(`goal.name.${value}`) }))}
            />
          )}
        />
      </div>
      <div className="w-20">
        <Input
          aria-label={t("goal.target")}
          inputMode="decimal"
          className="tabular"
          {...register(`goals.${at}.target`, { validate: target })}
        />
      </div>
      <span className="text-ui text-muted">{t(`goal.suffix.${kind}`)}</span>
      {kind === "within" && (
        <>
          <span className="text-ui text-muted">{t("goal.inTime")}</span>
          <div className="w-16">
            <Input
              aria-label={t("goal.within")}
              inputMode="decimal"
              className="tabular"
              {...register(`goals.${at}.time`, { validate: aboveZero })}
            />
          </div>
          <div className="w-32">
            <Controller
              control={control}
              name={`goals.${at}.unit`}
              render={({ field }) => (
                <Select
                  aria-label={t("goal.unit")}
                  value={field.value}
                  onChange={field.onChange}
                  choices={(Object.keys(units) as Unit[]).map((value) => ({
                    value,
                    label: t(`unit.${value}`),
                  }))}
                />
              )}
            />
          </div>
        </>
      )}
    </>
  );
}
