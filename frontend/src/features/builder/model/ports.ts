/** The exits of a step: those its type declares, those its settings create, and the one taken when it fails. */
import { type Edge, ERROR_PORT, isObject, type Step } from "./graph";
import type { DynamicPorts, StepType } from "./step-types";

export interface Port {
  name: string;
  label: string;
  kind: "only" | "named" | "error";
  /** The step type's own, not named by the step's settings. */
  given?: boolean;
}

/** What an edge without a port leaves by. */
const SUCCESS_PORT = "success";

/** Exits in reading order, without the error exit. The plain exit, the one an edge need not name, has the kind "only". */
export function exitsOf(step: Step, type: StepType | undefined): Port[] {
  if (type === undefined) return [{ name: "", label: "", kind: "only" }];
  const found = new Map<string, Port>();
  const declared = (type.ports ?? []).filter((port) => port.name !== ERROR_PORT);
  const dynamic = type.dynamic_ports ? dynamicNames(step, type.dynamic_ports) : [];
  const single = declared.length === 1 && !type.dynamic_ports;
  for (const { name, given } of dynamic) found.set(name, { name, label: name, kind: "named", given });
  for (const port of declared) {
    const kind = single || port.name === SUCCESS_PORT ? "only" : "named";
    if (!found.has(port.name))
      found.set(port.name, { name: port.name, label: port.label || port.name, kind, given: true });
  }
  return [...found.values()];
}

export function portsOf(step: Step, type: StepType | undefined): Port[] {
  return [...exitsOf(step, type), { name: ERROR_PORT, label: "", kind: "error" }];
}

/** The name an edge carries for this port: none for the only exit. */
export function portName(port: Port): string | undefined {
  return port.kind === "only" ? undefined : port.name;
}

/** True when the edge leaves its step by an exit that exists. An edge without a port is taken whenever the step succeeds. */
export function leavesByExit(edge: Edge, exits: readonly Port[]): boolean {
  if (edge.port === ERROR_PORT) return true;
  if (edge.port === undefined || edge.port === SUCCESS_PORT) return exits.length > 0;
  return exits.some((port) => port.name === edge.port);
}

function dynamicNames(step: Step, spec: DynamicPorts): { name: string; given: boolean }[] {
  const renamed = spec.renamed_by ? namesAt(step, spec.renamed_by) : [];
  const named = [...new Set([...namesAt(step, spec.from), ...renamed])];
  const plus = renamed.length > 0 ? [] : (spec.plus ?? []).filter((name) => !named.includes(name));
  return [...named.map((name) => ({ name, given: false })), ...plus.map((name) => ({ name, given: true }))];
}

/** Reads a path such as `with.cases[].port` or `with.choices[]`. */
export function namesAt(step: Step, path: string): string[] {
  let values: unknown[] = [step];
  for (const part of path.split(".")) {
    const many = part.endsWith("[]");
    const key = many ? part.slice(0, -2) : part;
    values = values.flatMap((value) => {
      const inner = isObject(value) ? value[key] : undefined;
      if (!many) return inner === undefined ? [] : [inner];
      if (Array.isArray(inner)) return inner;
      return isObject(inner) ? Object.keys(inner) : [];
    });
  }
  return values.map(nameOf).filter((name) => name !== "");
}

function nameOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (isObject(value)) return nameOf(value.port ?? value.name ?? value.value ?? value.id);
  return "";
}
