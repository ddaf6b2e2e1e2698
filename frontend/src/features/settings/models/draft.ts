/** What is typed into the form of a provider, and what is sent of it. No React here. */
import type {
  ModelProvider,
  NewProvider,
  ProviderChange,
  ProviderKind,
  ProviderPreset,
  ProviderTrial,
} from "@/api/types";
import { parseNumber } from "@/forms/schema";

export interface Draft {
  name: string;
  base_url: string;
  api_key: string;
  options: Record<string, string>;
  enabled: boolean;
  data_stays: boolean;
  input_price: string;
  output_price: string;
}

export function newDraft(kind: ProviderKind, preset: ProviderPreset | null, base_url?: string): Draft {
  return {
    name: preset && preset.name !== "other" ? preset.title : kind.title,
    base_url: base_url ?? preset?.base_url ?? kind.base_url ?? "",
    api_key: "",
    options: Object.fromEntries(kind.options.map((o) => [o.name, o.choices[0] ?? ""])),
    enabled: true,
    data_stays: kind.stays || Boolean(preset?.on_machine),
    input_price: "",
    output_price: "",
  };
}

export function draftOf(provider: ModelProvider, kind: ProviderKind): Draft {
  const { options } = newDraft(kind, null);
  return {
    name: provider.name,
    base_url: provider.base_url ?? "",
    api_key: "",
    options: { ...options, ...provider.options },
    enabled: provider.enabled,
    data_stays: provider.data_stays,
    input_price: provider.input_price === null ? "" : String(provider.input_price),
    output_price: provider.output_price === null ? "" : String(provider.output_price),
  };
}

const price = (typed: string) => (typed.trim() === "" ? null : parseNumber(typed));
const address = (draft: Draft) => (draft.base_url.trim() ? { base_url: draft.base_url.trim() } : {});

export function bodyOf(draft: Draft, kind: ProviderKind, preset: ProviderPreset | null): NewProvider {
  return {
    kind: kind.name,
    ...(preset ? { preset: preset.name } : {}),
    name: draft.name.trim(),
    ...address(draft),
    api_key: draft.api_key,
    options: draft.options,
    enabled: draft.enabled,
    data_stays: draft.data_stays,
    input_price: price(draft.input_price),
    output_price: price(draft.output_price),
  };
}

/** A key that was not typed is left out: the stored one stays, as long as the address does. */
export function changeOf(draft: Draft): ProviderChange {
  return {
    name: draft.name.trim(),
    ...address(draft),
    ...(draft.api_key ? { api_key: draft.api_key } : {}),
    options: draft.options,
    enabled: draft.enabled,
    data_stays: draft.data_stays,
    input_price: price(draft.input_price),
    output_price: price(draft.output_price),
    first: false,
  };
}

export function trialOf(draft: Draft): ProviderTrial {
  return {
    ...address(draft),
    ...(draft.api_key ? { api_key: draft.api_key } : {}),
    options: draft.options,
  };
}

/** A provider as it is, but for a few things. */
export function changed(provider: ModelProvider, change: Partial<ProviderChange>): ProviderChange {
  return {
    name: provider.name,
    ...(provider.base_url ? { base_url: provider.base_url } : {}),
    options: provider.options,
    enabled: provider.enabled,
    data_stays: provider.data_stays,
    input_price: provider.input_price,
    output_price: provider.output_price,
    first: false,
    ...change,
  };
}
