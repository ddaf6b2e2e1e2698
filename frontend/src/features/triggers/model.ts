/** A trigger as the form holds it: from the API's view, to the API's body, and what is wrong with it. Pure. */

import type {
  Proof,
  Trigger,
  TriggerInput,
  TriggerKind,
  TriggerSettings,
  WebhookSettings,
} from "@/api/types";
import type { FormField } from "@/forms/schema";
import { isRecord } from "@/lib/problem";
import { inputOf, type Mapping, mappingFaults, mappingOf } from "./mapping";

export const kinds: readonly TriggerKind[] = ["webhook", "schedule", "form", "event", "workflow_end"];

export interface Draft {
  name: string;
  enabled: boolean;
  /** A pinned version; null follows the latest published one. */
  version: number | null;
  settings: TriggerSettings;
  mapping: Mapping;
  /** A secret of one's own; empty lets the platform make one, or keeps the stored one. */
  secret: string;
}

export const proofs: Readonly<{ [K in Proof["kind"]]: Extract<Proof, { kind: K }> }> = {
  none: { kind: "none" },
  standard: { kind: "standard", tolerance: 300 },
  hmac: {
    kind: "hmac",
    header: "X-Hub-Signature-256",
    prefix: "sha256=",
    encoding: "hex",
    timestamp_header: null,
    tolerance: 300,
  },
  bearer: { kind: "bearer" },
  basic: { kind: "basic", username: "" },
};

export function newSettings(kind: TriggerKind, timezone: string): TriggerSettings {
  switch (kind) {
    case "webhook":
      return { kind, mode: "async", timeout: 30, methods: ["POST"], auth: proofs.none, key_header: null };
    case "schedule":
      return { kind, cron: "0 8 * * 1-5", timezone, misfire: "latest" };
    case "form":
      return { kind, title: "", description: "", thanks: "" };
    case "event":
      return { kind, event: "", filter: "" };
    case "workflow_end":
      return { kind, workflow_id: "", on: "succeeded" };
  }
}

export function newDraft(kind: TriggerKind, name: string, timezone: string): Draft {
  return {
    name,
    enabled: true,
    version: null,
    settings: newSettings(kind, timezone),
    mapping: mappingOf(null, []),
    secret: "",
  };
}

/** The API shows settings as any JSON; they are those it was given, with every default filled in. */
export function settingsOf(trigger: Trigger): TriggerSettings {
  const whole = { ...newSettings(trigger.kind, "UTC"), ...trigger.settings } as TriggerSettings;
  if (whole.kind !== "webhook") return whole;
  const kind = isRecord(whole.auth) ? (whole.auth.kind as Proof["kind"]) : "none";
  return { ...whole, auth: { ...proofs[kind], ...whole.auth } as Proof };
}

export function draftOf(trigger: Trigger, fields: readonly FormField[]): Draft {
  return {
    name: trigger.name,
    enabled: trigger.enabled,
    version: trigger.version,
    settings: settingsOf(trigger),
    mapping: mappingOf(trigger.input, fields),
    secret: "",
  };
}

export function needsSecret(settings: TriggerSettings): boolean {
  return settings.kind === "webhook" && settings.auth.kind !== "none";
}

/** Call only when there are no faults. */
export function bodyOf(draft: Draft, fields: readonly FormField[]): TriggerInput {
  const secret = draft.secret.trim();
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    version: draft.version,
    input: inputOf(draft.mapping, fields),
    settings: draft.settings,
    ...(secret && needsSecret(draft.settings) ? { secret } : {}),
  };
}

/** The trigger as it is, with a new secret: what the API wants to have written. */
export function bodyWithSecret(trigger: Trigger, secret: string): TriggerInput {
  return {
    name: trigger.name,
    enabled: trigger.enabled,
    version: trigger.version,
    input: trigger.input,
    settings: settingsOf(trigger),
    secret,
  };
}

type Faults = Record<string, string>;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const between = (value: number, low: number, high: number) =>
  Number.isInteger(value) && value >= low && value <= high;

function proofFaults(proof: Proof): Faults {
  const faults: Faults = {};
  if ("tolerance" in proof && !between(proof.tolerance, 10, 3600))
    faults["settings.auth.tolerance"] = "tolerance";
  if (proof.kind === "basic") {
    if (proof.username === "") faults["settings.auth.username"] = "required";
    else if (!/^[\x20-\x39\x3b-\x7e]+$/.test(proof.username)) faults["settings.auth.username"] = "username";
  }
  if (proof.kind === "hmac") {
    if (!headerName.test(proof.header)) faults["settings.auth.header"] = "header";
    if (proof.timestamp_header !== null && !headerName.test(proof.timestamp_header))
      faults["settings.auth.timestamp_header"] = "header";
  }
  return faults;
}

function webhookFaults(settings: WebhookSettings): Faults {
  const faults = proofFaults(settings.auth);
  if (settings.methods.length === 0) faults["settings.methods"] = "methods";
  if (!between(settings.timeout, 1, 90)) faults["settings.timeout"] = "timeout";
  if (settings.key_header !== null && !headerName.test(settings.key_header))
    faults["settings.key_header"] = "header";
  return faults;
}

function settingsFaults(settings: TriggerSettings): Faults {
  switch (settings.kind) {
    case "webhook":
      return webhookFaults(settings);
    case "schedule":
      return settings.cron.trim().split(/\s+/).length === 5 ? {} : { "settings.cron": "cron" };
    case "form":
      return {};
    case "event":
      return /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}$/.test(settings.event) ? {} : { "settings.event": "event" };
    case "workflow_end":
      return settings.workflow_id ? {} : { "settings.workflow_id": "required" };
  }
}

/** By the place that is wrong, as the server names places too; the value says which text to show. */
export function faultsOf(draft: Draft, fields: readonly FormField[]): Faults {
  const faults: Faults = { ...settingsFaults(draft.settings), ...mappingFaults(draft.mapping, fields) };
  if (draft.name.trim() === "") faults.name = "required";
  const secret = draft.secret.trim();
  if (secret && needsSecret(draft.settings) && !/^[\x21-\x7e]{12,500}$/.test(secret))
    faults.secret = "secret";
  return faults;
}

/** A secret that nobody can guess: 192 random bits, written as the kind of proof wants it. */
export function newSecret(proof: Proof["kind"]): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  const text = btoa(String.fromCharCode(...bytes));
  return proof === "standard" ? `whsec_${text}` : text.replaceAll("+", "-").replaceAll("/", "_");
}
