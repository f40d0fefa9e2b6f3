/** All, some or none of the names: what a checkbox for them shows. */
export function chosenNames(names: readonly string[], chosen: readonly string[]): 'all' | 'some' | 'none' {
  const all = new Set(chosen);
  const count = names.filter((name) => all.has(name)).length;
  if (count === 0) return 'none';
  return count === names.length ? 'all' : 'some';
}

/** What is chosen when these are, too, or not any more. No name twice. */
export function withNames(chosen: readonly string[], names: readonly string[], add: boolean): readonly string[] {
  const changing = new Set(names);
  return add ? [...new Set([...chosen, ...names])] : chosen.filter((name) => !changing.has(name));
}
