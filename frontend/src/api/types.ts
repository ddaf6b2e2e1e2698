/** The API's shapes as the screens use them: the generated ones, made exact where the API says "any JSON". */
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type JsonSchema = { [key: string]: unknown };

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type SignedIn = Shapes["SignedIn"];
export type User = SignedIn["user"];
export type Membership = SignedIn["company"];

export type Company = Shapes["CompanyView"];
export type Retention = Shapes["RetentionView"];
export type Member = Shapes["MemberView"];
export type Role = Shapes["RoleView"];
export type Demo = Shapes["DemoView"];

export type Agent = Shapes["AgentView"];
export type AgentStatus = Agent["status"];
export type AgentTool = Shapes["AgentTool"];
export type AgentMetrics = Shapes["MetricsView"];
export type AgentVersion = Shapes["AgentVersionView"];
/** What the form fills in: everything, so that nothing is left to a default. */
export type AgentInput = Pick<
  Agent,
  | "name"
  | "role"
  | "goal"
  | "instructions"
  | "prompt"
  | "model"
  | "tools"
  | "knowledge_bases"
  | "budget"
  | "minutes_saved_per_run"
  | "goals"
  | "limits"
  | "memory"
>;
export type AgentGoal = Agent["goals"][number];
export type AgentHealth = Agent["health"];
export type AgentPerformance = Shapes["AgentPerformance"];
export type AgentTemplate = Shapes["AgentTemplateView"];

/** A step of a graph. The API stores graphs as they are; these fields are the ones the screens know. */
export interface Step {
  id: string;
  type: string;
  name?: string;
  with?: Record<string, unknown>;
  retry?: { max: number; backoff: string };
  timeout?: string;
  [extra: string]: unknown;
}
export interface Edge {
  from: string;
  to: string;
  port?: string;
}
export interface Graph {
  input?: JsonSchema;
  steps: Step[];
  edges: Edge[];
  output?: Record<string, unknown>;
  layout?: Record<string, { x: number; y: number }>;
  [extra: string]: unknown;
}
export type Workflow = Shapes["WorkflowView"];
export type WorkflowStatus = Workflow["status"];
export interface WorkflowDetail extends Workflow {
  draft: { graph: Graph };
}
/** What was done in a draft, as a save says it. */
export interface SentEdits {
  made: Shapes["MadeEdit"][];
  turned: Shapes["TurnedEdit"][];
}
export type DraftHistory = Shapes["DraftHistory"];
export interface EditedWorkflow extends WorkflowDetail {
  history: DraftHistory;
}
type VersionSummary = Shapes["ListedVersion"];
export interface WorkflowVersion extends VersionSummary {
  /** Only when one version is asked for. */
  graph?: Graph;
}
export type GraphProblem = Shapes["GraphFinding"];
export type StepPort = Shapes["StepPort"];
export interface StepType extends Omit<Shapes["StepTypeView"], "dynamic_ports" | "effect_by"> {
  dynamic_ports: { from: string; plus?: string[] } | null;
  effect_by: { setting: string; default: string; values: { [value: string]: string } } | null;
}

export interface ProblemValue {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  step?: string;
  request_id?: string | null;
  errors?: Array<{ pointer: string; message: string }>;
  [extra: string]: unknown;
}
export interface Run extends Omit<Shapes["RunView"], "error"> {
  error: ProblemValue | null;
}
export type RunStatus = Run["status"];
export type RunStarted = Shapes["RunStarted"];
export interface AnsweredBy {
  provider: string;
  model: string | null;
  method: string | null;
  note?: string | null;
  /** Where a model was asked. */
  tokens?: { input: number; output: number };
}
export interface StepRun extends Omit<Shapes["StepRunView"], "error" | "answered_by"> {
  error: ProblemValue | null;
  answered_by: AnsweredBy | null;
}
export interface Round extends Omit<Shapes["RoundView"], "error"> {
  error: ProblemValue | null;
}
export type StepStatus = StepRun["status"];
export interface RunEvent {
  seq: number;
  kind: string;
  run?: Partial<Run>;
  step?: Partial<StepRun> & { step: string };
}
export interface RunFilter {
  status?: string | readonly string[] | undefined;
  workflow_id?: string | undefined;
  agent_id?: string | undefined;
  parent_run_id?: string | undefined;
  trigger?: readonly string[] | undefined;
  test?: boolean | undefined;
  /** Started at this moment or later, and before that one (ISO 8601). */
  from?: string | undefined;
  to?: string | undefined;
  least_seconds?: number | undefined;
  most_seconds?: number | undefined;
  least_cost?: number | undefined;
  most_cost?: number | undefined;
  q?: string | undefined;
  id?: readonly string[] | undefined;
  /** What counts in the figures of Insights, and whether a person decided something. */
  source?: string | undefined;
  decided?: string | undefined;
  reason?: string | undefined;
}
export type SavedFilter = Shapes["SavedFilterView"];
export type JournalEntry = Shapes["JournalEntryView"];

export type StoredFile = Shapes["FileView"];

export type Approval = Shapes["ApprovalView"];
export type ApprovalEntry = Shapes["ApprovalEntry"];
export type ApprovalStatus = Approval["status"];
export type Decision = Required<Shapes["DecisionBody"]>;

export type UncertainEffect = Shapes["UncertainEffectView"];
export type EffectAnswer = NonNullable<UncertainEffect["answer"]>;

export type WorkflowControl = Shapes["WorkflowControl"];
export type WorkflowLimits = Required<Shapes["LimitsBody"]>;
export type Pause = Shapes["PauseView"];

/** A webhook's proof of the caller, with everything filled in. */
export type Proof =
  | Required<Shapes["NoProof"]>
  | Required<Shapes["Bearer"]>
  | Required<Shapes["Basic"]>
  | Required<Shapes["Standard"]>
  | Required<Shapes["Custom"]>;
export type WebhookSettings = Required<Omit<Shapes["Webhook"], "auth">> & { auth: Proof };
export type ScheduleSettings = Required<Shapes["Schedule"]>;
export type FormSettings = Required<Shapes["Form"]>;
export type EventSettings = Required<Shapes["OnEvent"]>;
export type EndSettings = Required<Shapes["OnWorkflowEnd"]>;
export type TriggerSettings = WebhookSettings | ScheduleSettings | FormSettings | EventSettings | EndSettings;
export type TriggerKind = TriggerSettings["kind"];
export type Trigger = Shapes["TriggerView"];
export type TriggerInput = Shapes["TriggerBody"];
export interface SampleResult extends Omit<Shapes["SampleResult"], "problem"> {
  problem: ProblemValue | null;
}

export type ModelProvider = Shapes["ProviderView"];
export type ProviderKind = Shapes["KindView"];
export type ProviderPreset = Shapes["PresetView"];
export type ProviderOption = Shapes["OptionView"];
export type NewProvider = Shapes["ProviderBody"];
export type ProviderChange = Shapes["ProviderChange"];
export type ProviderTrial = Shapes["ProviderTrial"];
export type ProviderTest = Shapes["TestResult"];
export type FoundServer = Shapes["Found"];

export type Notice = Shapes["NoticeView"];
export type EmailChannel = Shapes["EmailChannelView"];
export type EmailChannelInput = Shapes["EmailChannelInput"];

export type Template = Shapes["WorkflowTemplateView"];
export type TemplateDetail = Omit<Shapes["WorkflowTemplateDetail"], "graph"> & { graph: Graph };
export type TemplatePreview = Shapes["TemplatePreview"];
export type Samples = Shapes["SamplesView"];
