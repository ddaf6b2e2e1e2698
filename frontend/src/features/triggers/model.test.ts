import { describe, expect, it } from "vitest";
import type { Trigger } from "@/api/types";
import { fieldsOf } from "@/forms/schema";
import { inputOf, mappingFaults, mappingOf, referencesOf, sampleOf, withMode } from "./mapping";
import { bodyOf, type Draft, draftOf, faultsOf, newDraft, newSecret, proofs } from "./model";

const fields = fieldsOf({
  type: "object",
  required: ["name", "amount"],
  properties: {
    name: { type: "string" },
    amount: { type: "number" },
    urgent: { type: "boolean" },
    "cost-centre": { type: "string" },
  },
});

const trigger: Trigger = {
  id: "trg_1",
  workflow_id: "wfl_1",
  kind: "webhook",
  name: "Orders",
  enabled: false,
  revision: 3,
  version: 2,
  input: { name: "{{ input.body.customer }}", amount: 5 },
  settings: {
    kind: "webhook",
    mode: "sync",
    timeout: 20,
    methods: ["POST", "PUT"],
    auth: {
      kind: "hmac",
      header: "X-Signature",
      prefix: "",
      encoding: "base64",
      timestamp_header: null,
      tolerance: 60,
    },
    key_header: "X-Order",
  },
  url: "/hooks/abc",
  has_secret: true,
  secret: null,
  description: "",
  next_fire_at: null,
  fired: 0,
  last_fired_at: null,
  last_run_id: null,
  problem: null,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

describe("a trigger in its form", () => {
  it("comes back as it was when nothing is changed", () => {
    const { name, enabled, version, input, settings } = trigger;

    expect(bodyOf(draftOf(trigger, fields), fields)).toEqual({ name, enabled, version, input, settings });
  });

  it("sends a secret only where one is used", () => {
    const draft: Draft = { ...draftOf(trigger, fields), secret: "a-long-enough-secret" };
    const open = { ...draft, settings: { ...draft.settings, auth: proofs.none } } as Draft;

    expect(bodyOf(draft, fields).secret).toBe("a-long-enough-secret");
    expect("secret" in bodyOf(open, fields)).toBe(false);
  });

  it("says what is missing, kind by kind", () => {
    const schedule = newDraft("schedule", "Morning", "Europe/Berlin");
    const wrongCron = { ...schedule, settings: { ...schedule.settings, cron: "8 *" } } as Draft;
    const hook = newDraft("webhook", " ", "UTC");
    const wrongHook = {
      ...hook,
      secret: "short",
      settings: {
        ...hook.settings,
        methods: [],
        timeout: 0,
        key_header: "X Y",
        auth: { kind: "basic", username: "a:b" },
      },
    } as Draft;

    expect(faultsOf(schedule, fields)).toEqual({});
    expect(faultsOf(wrongCron, fields)).toEqual({ "settings.cron": "cron" });
    expect(faultsOf(newDraft("event", "E", "UTC"), fields)).toEqual({ "settings.event": "event" });
    expect(faultsOf(newDraft("workflow_end", "E", "UTC"), fields)).toEqual({
      "settings.workflow_id": "required",
    });
    expect(faultsOf(wrongHook, fields)).toEqual({
      name: "required",
      secret: "secret",
      "settings.auth.username": "username",
      "settings.key_header": "header",
      "settings.methods": "methods",
      "settings.timeout": "timeout",
    });
  });

  it("makes secrets that differ, in the form each proof wants", () => {
    expect(newSecret("standard")).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(newSecret("bearer")).toMatch(/^[\w-]{32}$/);
    expect(newSecret("bearer")).not.toBe(newSecret("bearer"));
  });
});

describe("what a run gets", () => {
  it("is what came in, when nothing is said", () => {
    const mapping = mappingOf(null, fields);

    expect(mapping.mode).toBe("asIs");
    expect(inputOf(mapping, fields)).toBeNull();
  });

  it("is typed as the workflow's fields are, templates stay text", () => {
    const mapping = {
      mode: "fields",
      text: "",
      fields: { name: " Ana ", amount: "1,5", urgent: "true" },
    } as const;
    const referring = { ...mapping, fields: { amount: "{{ input.body.total }}", name: "" } };

    expect(inputOf(mapping, fields)).toEqual({ name: "Ana", amount: 1.5, urgent: true });
    expect(inputOf(referring, fields)).toEqual({ amount: "{{ input.body.total }}" });
  });

  it("is shown as JSON when fields cannot say it", () => {
    expect(mappingOf({ name: 5 }, fields).mode).toBe("json");
    expect(mappingOf(["{{ input.body }}"], fields).mode).toBe("json");
    expect(mappingOf({ name: "Ana", amount: 2 }, fields).fields).toEqual({ name: "Ana", amount: "2" });
  });

  it("wants the fields that the workflow must have, and JSON that can be read", () => {
    const empty = { mode: "fields", text: "", fields: { amount: "3" } } as const;

    expect(mappingFaults(empty, fields)).toEqual({ "input.name": "required" });
    expect(mappingFaults({ mode: "json", text: "{", fields: {} }, fields)).toEqual({ input: "json" });
    expect(mappingFaults({ mode: "asIs", text: "{", fields: {} }, fields)).toEqual({});
  });

  it("is carried over from fields to JSON and back", () => {
    const typed = { mode: "fields", text: "", fields: { name: "Ana", amount: "2" } } as const;

    const asJson = withMode(typed, "json", fields);

    expect(JSON.parse(asJson.text)).toEqual({ name: "Ana", amount: 2 });
    expect(withMode({ ...asJson, text: '{"name": "Ben"}' }, "fields", fields).fields).toEqual({
      name: "Ben",
    });
  });

  it("can be tried with a sample made from the workflow's input", () => {
    expect(sampleOf("form", fields)).toEqual({
      name: "Name",
      amount: 1,
      urgent: true,
      "cost-centre": "Cost centre",
    });
    expect(sampleOf("workflow_end", fields)).toMatchObject({ status: "succeeded", output: { amount: 1 } });
    expect(sampleOf("schedule", fields)).toBeNull();
    expect(referencesOf("form", fields)).toContain("input['cost-centre']");
  });
});
