/** Who the agent is, what it is for, what it may use and spend. */
import { Plus, Trash2 } from "lucide-react";
import { useEffect } from "react";
import { Controller, useFieldArray, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import type { AgentInput, AgentTool } from "@/api/types";
import { parseNumber } from "@/forms/schema";
import { fieldErrors } from "@/lib/problem";
import { Button, IconButton } from "@/ui/button";
import { Card, CardHeader } from "@/ui/card";
import { Combobox } from "@/ui/combobox";
import { ErrorPanel } from "@/ui/error-panel";
import { Field } from "@/ui/field";
import { Input, Textarea } from "@/ui/input";
import { Select } from "@/ui/select";
import { Checkbox } from "@/ui/switch";
import { AgentGoals, type GoalValues, goalOf, goalValuesOf, limitsOf } from "./goal-fields";
import { AgentKnowledge } from "./knowledge";
import { AgentPrompt } from "./prompt";
import { toolLabel, useToolChoices } from "./tools";

export const emptyAgent: AgentInput = {
  name: "",
  role: "",
  goal: "",
  instructions: "",
  prompt: null,
  model: { provider: null, name: null },
  tools: [],
  knowledge_bases: [],
  budget: { monthly_usd: null },
  minutes_saved_per_run: 5,
  goals: [],
  limits: { failure_rate: 0.5, of_last: 20 },
  memory: false,
};

export interface Values {
  name: string;
  role: string;
  goal: string;
  instructions: string;
  prompt: NonNullable<AgentInput["prompt"]> | null;
  model: string;
  tools: AgentTool[];
  knowledge: string[];
  budget: string;
  minutes: string;
  goals: GoalValues[];
  failureRate: string;
  ofLast: string;
  memory: boolean;
}

function valuesOf(agent: AgentInput): Values {
  return {
    name: agent.name,
    role: agent.role,
    goal: agent.goal,
    instructions: agent.instructions,
    prompt: agent.prompt ?? null,
    model: agent.model.name ?? "",
    tools: agent.tools.map((tool) => ({ ...tool })),
    knowledge: [...agent.knowledge_bases],
    budget: agent.budget.monthly_usd === null ? "" : String(agent.budget.monthly_usd),
    minutes: String(agent.minutes_saved_per_run),
    goals: agent.goals.map(goalValuesOf),
    failureRate:
      agent.limits.failure_rate == null ? "" : String(Math.round(agent.limits.failure_rate * 1000) / 10),
    ofLast: String(agent.limits.of_last),
    memory: agent.memory,
  };
}

export function inputOf(values: Values, before: AgentInput): AgentInput {
  const budget = values.budget.trim();
  return {
    name: values.name.trim(),
    role: values.role.trim(),
    goal: values.goal.trim(),
    instructions: values.instructions,
    prompt: values.prompt,
    model: { provider: before.model.provider ?? null, name: values.model.trim() || null },
    tools: values.tools.filter((tool) => tool.name.trim() !== ""),
    knowledge_bases: values.knowledge,
    budget: { monthly_usd: budget === "" ? null : parseNumber(budget) },
    minutes_saved_per_run: values.minutes.trim() === "" ? 0 : parseNumber(values.minutes),
    goals: values.goals.map(goalOf),
    limits: limitsOf(values.failureRate, values.ofLast),
    memory: values.memory,
  };
}

export interface AgentFormProps {
  /** The agent that is changed: it is no tool of its own. */
  agentId?: string;
  initial: AgentInput;
  submitLabel: string;
  busy: boolean;
  error: unknown;
  onSubmit: (input: AgentInput) => void;
  onCancel: () => void;
}

const textFields = ["name", "role", "goal", "instructions"] as const;

export function AgentForm({
  agentId,
  initial,
  submitLabel,
  busy,
  error,
  onSubmit,
  onCancel,
}: AgentFormProps) {
  const { t } = useTranslation("agents");
  const form = useForm<Values>({ defaultValues: valuesOf(initial) });
  const tools = useFieldArray({ control: form.control, name: "tools" });
  const choices = useToolChoices(agentId);
  const known = (name: string) =>
    name === "" || choices.some((each) => each.value === name)
      ? choices
      : [...choices, { value: name, label: toolLabel(choices, name) }];
  const { errors } = form.formState;
  const { setError } = form;

  useEffect(() => {
    const refused = fieldErrors(error);
    for (const name of textFields) if (refused[name]) setError(name, { message: refused[name] });
  }, [error, setError]);

  const amount = (text: string): true | string => {
    if (text.trim() === "") return true;
    const value = parseNumber(text);
    return (Number.isFinite(value) && value >= 0) || t("amountShape");
  };
  const submit = form.handleSubmit((values) => onSubmit(inputOf(values, initial)));

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
      {error !== null && error !== undefined && <ErrorPanel error={error} />}
      <Card>
        <CardHeader title={t("form.who")} />
        <div className="flex flex-col gap-4 px-5 pb-5">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("field.name")} required error={errors.name?.message}>
              {(c) => (
                <Input
                  {...c}
                  placeholder={t("example.name")}
                  {...form.register("name", { required: t("required") })}
                />
              )}
            </Field>
            <Field label={t("field.role")} error={errors.role?.message}>
              {(c) => <Input {...c} placeholder={t("example.role")} {...form.register("role")} />}
            </Field>
          </div>
          <Field label={t("field.goal")} help={t("help.goal")} error={errors.goal?.message}>
            {(c) => <Textarea {...c} rows={2} placeholder={t("example.goal")} {...form.register("goal")} />}
          </Field>
          <Field
            label={t("field.instructions")}
            help={t("help.instructions")}
            error={errors.instructions?.message}
            optional
          >
            {(c) => <Textarea {...c} rows={6} {...form.register("instructions")} />}
          </Field>
          <Controller
            control={form.control}
            name="prompt"
            render={({ field }) => <AgentPrompt value={field.value} onChange={field.onChange} />}
          />
        </div>
      </Card>
      <Card>
        <CardHeader title={t("form.limits")} />
        <div className="grid gap-4 px-5 pb-5 sm:grid-cols-3">
          <Field label={t("field.model")} help={t("help.model")} optional>
            {(c) => <Input {...c} placeholder={t("field.modelDefault")} {...form.register("model")} />}
          </Field>
          <Field label={t("field.budget")} help={t("help.budget")} error={errors.budget?.message} optional>
            {(c) => (
              <Input
                {...c}
                inputMode="decimal"
                className="tabular"
                {...form.register("budget", { validate: amount })}
              />
            )}
          </Field>
          <Field label={t("field.minutes")} help={t("help.minutes")} error={errors.minutes?.message}>
            {(c) => (
              <Input
                {...c}
                inputMode="decimal"
                className="tabular"
                {...form.register("minutes", { validate: amount })}
              />
            )}
          </Field>
        </div>
      </Card>
      <AgentGoals form={form} />
      <Controller
        control={form.control}
        name="knowledge"
        render={({ field }) => <AgentKnowledge value={field.value} onChange={field.onChange} />}
      />
      <Card>
        <CardHeader title={t("field.memory")} />
        <div className="px-5 pb-5">
          <Controller
            control={form.control}
            name="memory"
            render={({ field }) => (
              <Checkbox
                checked={field.value}
                onChange={field.onChange}
                label={t("memory.on")}
                help={t("memory.onHelp")}
              />
            )}
          />
        </div>
      </Card>
      <Card>
        <CardHeader
          title={t("field.tools")}
          description={t("help.tools")}
          actions={
            <Button
              size="sm"
              icon={<Plus size={15} aria-hidden />}
              onClick={() => tools.append({ name: "", approval: "always" })}
            >
              {t("tool.add")}
            </Button>
          }
        />
        <ul className="flex flex-col gap-2 px-5 pb-5">
          {tools.fields.length === 0 && <li className="text-ui text-muted">{t("tool.none")}</li>}
          {tools.fields.map((row, i) => (
            <li key={row.id} className="flex items-center gap-2">
              <Controller
                control={form.control}
                name={`tools.${i}.name`}
                render={({ field }) => (
                  <Combobox
                    aria-label={t("tool.name")}
                    className="min-w-0 flex-1"
                    placeholder={t("tool.choose")}
                    value={field.value || undefined}
                    onChange={field.onChange}
                    choices={known(field.value)}
                  />
                )}
              />
              <Controller
                control={form.control}
                name={`tools.${i}.approval`}
                render={({ field }) => (
                  <Select
                    aria-label={t("tool.approval")}
                    className="max-w-48"
                    value={field.value}
                    onChange={field.onChange}
                    choices={[
                      { value: "always", label: t("approval.always") },
                      { value: "ask", label: t("approval.ask") },
                      { value: "never", label: t("approval.never") },
                    ]}
                  />
                )}
              />
              <IconButton label={t("tool.remove")} onClick={() => tools.remove(i)}>
                <Trash2 size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      </Card>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button kind="primary" type="submit" busy={busy}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
