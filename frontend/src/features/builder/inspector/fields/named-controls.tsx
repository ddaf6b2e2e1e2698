/** Choosing a workflow, an agent, a prompt or knowledge bases of the company. */
import { useTranslation } from "react-i18next";
import { useAgents } from "@/api/agents";
import { useBases } from "@/api/knowledge";
import { useWorkflows } from "@/api/workflows";
import { PromptPicker } from "@/parts/prompts/picker";
import { Combobox } from "@/ui/combobox";
import type { Choice } from "@/ui/select";
import { asText, type ControlProps } from "./field-props";
import { ManyOf } from "./list-controls";

/** One that is not published yet says so. */
export function WorkflowControl(props: ControlProps) {
  const { t } = useTranslation("builder");
  const workflows = useWorkflows();
  const listed = (workflows.data?.items ?? []).map((each) => ({
    value: each.id,
    label: each.live_version === null ? t("form.notPublished", { name: each.name }) : each.name,
  }));
  return <OneOf {...props} listed={listed} placeholder={t("form.chooseWorkflow")} />;
}

export function AgentControl(props: ControlProps) {
  const { t } = useTranslation("builder");
  const agents = useAgents();
  const listed = (agents.data?.items ?? [])
    .filter((each) => each.status !== "retired")
    .map((each) => ({ value: each.id, label: each.name }));
  const none = { value: "", label: t("form.ownAgent") };
  return <OneOf {...props} listed={[none, ...listed]} placeholder={none.label} />;
}

export function PromptControl({ control, value, onChange, disabled }: ControlProps) {
  return (
    <PromptPicker
      control={control}
      value={asText(value)}
      disabled={disabled}
      onChange={(words) => onChange(words || undefined)}
    />
  );
}

/** None chosen means all of them. */
export function KnowledgeControl(props: ControlProps) {
  const { t } = useTranslation("builder");
  const bases = useBases();
  const names = new Map((bases.data?.items ?? []).map((each) => [each.id, each.name]));
  return <ManyOf {...props} names={names} placeholder={t("form.addBase")} />;
}

function OneOf({
  control,
  value,
  onChange,
  disabled,
  listed,
  placeholder,
}: ControlProps & { listed: Choice[]; placeholder: string }) {
  const chosen = asText(value);
  const known = chosen === "" || listed.some((each) => each.value === chosen);
  return (
    <Combobox
      {...control}
      value={chosen || undefined}
      disabled={disabled}
      placeholder={placeholder}
      choices={known ? listed : [...listed, { value: chosen, label: chosen }]}
      onChange={(id) => onChange(id || undefined)}
    />
  );
}
