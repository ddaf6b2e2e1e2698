/** Inputs to test on: sample values kept with the workflow's input (JSON Schema `examples`), and the schema filled with one of them. */
import { equal } from "./equal";
import { type InputSchema, isObject, type Json } from "./graph";

const MOST = 20;
/** Stands between the values of a summary. */
export const BETWEEN = " · ";

export function samplesOf(input: InputSchema): { [name: string]: Json }[] {
  const { examples } = input as { examples?: unknown };
  return Array.isArray(examples) ? (examples.filter(isObject) as { [name: string]: Json }[]) : [];
}

/** The newest first; one that is there already is not kept twice. */
export function withSample(input: InputSchema, sample: { [name: string]: Json }): InputSchema {
  const others = samplesOf(input).filter((each) => !equal(each, sample));
  return { ...input, examples: [sample, ...others].slice(0, MOST) } as InputSchema;
}

export function withoutSample(input: InputSchema, sample: { [name: string]: Json }): InputSchema {
  const left = samplesOf(input).filter((each) => !equal(each, sample));
  const { examples: _, ...rest } = input as InputSchema & { examples?: unknown };
  return left.length > 0 ? ({ ...rest, examples: left } as InputSchema) : rest;
}

/** The schema with these values as its defaults, for a form that begins with them. */
export function filled(input: InputSchema, values: unknown): InputSchema {
  if (!isObject(values)) return input;
  const properties = Object.fromEntries(
    Object.entries(input.properties).map(([name, raw]) => [
      name,
      name in values ? { ...raw, default: values[name] as Json } : raw,
    ]),
  );
  return { ...input, properties };
}

/** The first values of an input on one line, to tell it from others. */
export function summary(values: unknown): string {
  if (!isObject(values)) return "";
  const parts = Object.values(values)
    .filter((each) => each !== null && each !== "")
    .map((each) => (typeof each === "object" ? JSON.stringify(each) : String(each)));
  const text = parts.join(BETWEEN).replace(/\s+/g, " ");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
