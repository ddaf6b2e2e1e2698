/** Names of who may read something. Pure. */

/** The names with one more, or one less; a name of somebody ends that it is open to everyone. */
export function toggled(names: readonly string[], name: string): string[] {
  const rest = names.filter((each) => each !== name && each !== "everyone");
  return names.includes(name) ? rest : [...rest, name];
}
