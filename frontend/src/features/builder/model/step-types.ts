/** The catalogue of step types as the server describes it. The builder knows no kind of step by name. */
import type { JsonObject } from "./graph";

export type Category = "ai" | "logic" | "people" | "data" | "app" | (string & {});
export type Effect = "read" | "idempotent" | "effect" | "none" | (string & {});

export type Widget =
  | "text"
  | "textarea"
  | "expression"
  | "labels"
  | "fields"
  | "cases"
  | "keyvalue"
  | "select"
  | "people"
  | "workflow"
  | "agent"
  | "prompt"
  | "knowledge"
  | "number"
  | "switch"
  | "code";

export interface FieldHints {
  widget?: Widget | (string & {});
  label?: string;
  help?: string;
  placeholder?: string;
}

export interface FieldSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: { [name: string]: FieldSchema };
  required?: string[];
  items?: FieldSchema;
  anyOf?: FieldSchema[];
  oneOf?: FieldSchema[];
  additionalProperties?: boolean | FieldSchema;
  $ref?: string;
  $defs?: { [name: string]: FieldSchema };
  "x-ui"?: FieldHints;
  /** The text is an expression as a whole: no braces around it. */
  "x-expression"?: boolean;
}

export interface PortSpec {
  name: string;
  label?: string;
}

export interface DynamicPorts {
  /** Where the names stand in the step, for example `with.cases[].port`. */
  from: string;
  plus?: string[];
  /** Where a text stands that names the extra exit instead of `plus`, for example `with.otherwise`. */
  renamed_by?: string | null;
}

/** One setting decides the effect class: these values have their own, all others that of the type. */
export interface EffectBy {
  setting: string;
  /** Stands for a setting that is not given. */
  default: string;
  values: { [value: string]: Effect };
}

export interface StepType {
  type: string;
  name: string;
  description: string;
  category: Category;
  icon: string;
  effect: Effect;
  effect_by?: EffectBy | null;
  input_schema: FieldSchema;
  output_schema: FieldSchema;
  ports: PortSpec[];
  dynamic_ports?: DynamicPorts | null;
  /** Other steps stand in it. */
  container?: boolean;
}

export type Catalogue = ReadonlyMap<string, StepType>;

export function catalogue(types: readonly StepType[]): Catalogue {
  return new Map(types.map((each) => [each.type, each]));
}

/** The settings a new step of this type begins with: its declared defaults and nothing else. */
export function defaultsOf(type: StepType): JsonObject {
  const settings: JsonObject = {};
  for (const [name, schema] of Object.entries(type.input_schema.properties ?? {})) {
    if (schema.default !== undefined && schema.default !== null) {
      settings[name] = structuredClone(schema.default) as JsonObject[string];
    }
  }
  return settings;
}

/** What doing this step twice would mean, as the engine has it: its own word, else that of its settings, else of its type. */
export function effectOf(step: { with: JsonObject; effect?: Effect }, type: StepType): Effect {
  if (step.effect) return step.effect;
  const by = type.effect_by;
  if (!by) return type.effect;
  const value = String(step.with[by.setting] ?? by.default);
  return Object.hasOwn(by.values, value) ? (by.values[value] as Effect) : type.effect;
}

/** Follows local `$ref`s and picks the meaningful branch of a nullable field. */
export function resolve(schema: FieldSchema, root: FieldSchema): FieldSchema {
  let found = schema;
  for (let hops = 0; found.$ref !== undefined && hops < 8; hops += 1) {
    const name = found.$ref.replace("#/$defs/", "");
    const target = root.$defs?.[name];
    if (target === undefined) return found;
    const { $ref: _, ...own } = found;
    found = { ...target, ...own };
  }
  const choices = found.anyOf ?? found.oneOf;
  if (choices === undefined) return found;
  const useful = choices.filter((each) => each.type !== "null");
  if (useful.length !== 1 || useful[0] === undefined) return found;
  const { anyOf: _a, oneOf: _b, ...own } = found;
  return { ...resolve(useful[0], root), ...own };
}
