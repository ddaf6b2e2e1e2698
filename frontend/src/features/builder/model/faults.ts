/** Where in a text something is wrong, for the marks of an editor. */
import { expressionsIn } from "./references";

export interface Fault {
  from: number;
  to: number;
  message: string;
}

/**
 * What the server found. It counts characters where a text here counts units of UTF-16; a place it cannot tell is every expression.
 */
export function faultsOf(
  text: string,
  bare: boolean,
  found: { message: string; position: number | null },
): Fault[] {
  const { message, position } = found;
  if (position === null) {
    const all = expressionsIn(text, bare).map(({ start, end }) => ({ from: start, to: end, message }));
    return all.length > 0 ? all : [{ from: 0, to: text.length, message }];
  }
  const from = Math.min([...text].slice(0, position).join("").length, text.length);
  const word = /^\w+/.exec(text.slice(from))?.[0].length ?? 1;
  const to = Math.min(from + word, text.length);
  return [to > from ? { from, to, message } : { from: Math.max(0, to - 1), to, message }];
}

/** A problem of a setting with the place of the value inside it: names and numbers of a JSON Pointer. */
export interface FieldFault {
  path: readonly string[];
  message: string;
}

/** The rest of a JSON Pointer below `/steps/0/with/<field>`. */
export function fieldFault(pointer: string, message: string): FieldFault {
  const parts = pointer.split("/").slice(5);
  return { path: parts.map((each) => each.replaceAll("~1", "/").replaceAll("~0", "~")), message };
}

/** The faults below one member of a setting, as seen from it. */
export function below(faults: readonly FieldFault[], ...names: readonly string[]): FieldFault[] {
  return faults
    .filter((each) => names.every((name, at) => each.path[at] === name))
    .map((each) => ({ ...each, path: each.path.slice(names.length) }));
}
