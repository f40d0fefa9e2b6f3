import type { ImportConflict, ImportPlan, PlannedForward } from '../../../shared/import-plan';
import type { ExistingForward } from './existing';
import { type IsFree, nextFree } from './local-ports';

/**
 * For each conflict of a plan, in its order: how that forward could be had all the same, with the next free local port or with
 * a number behind its alias. Null where nothing is missing, or no port is left. All of them go together, and with what the plan
 * adds.
 */
export async function alternativesTo(
  existing: readonly ExistingForward[],
  { adds, conflicts }: ImportPlan,
  isFree: IsFree,
): Promise<readonly (PlannedForward | null)[]> {
  const all = [...existing, ...adds].map(({ forward }) => forward);
  const ports = new Set(all.flatMap(({ localPort }) => localPort ?? []));
  const aliases = new Set(all.flatMap(({ alias }) => alias ?? []));
  const alternatives: (PlannedForward | null)[] = [];
  for (const conflict of conflicts) {
    const alternative = conflict.kind === 'same' ? null : await alternativeTo(conflict, ports, aliases, isFree);
    alternatives.push(alternative);
    if (alternative === null) continue;
    ports.add(alternative.forward.localPort);
    if (alternative.forward.alias !== undefined) aliases.add(alternative.forward.alias);
  }
  return alternatives;
}

async function alternativeTo(
  { draft }: ImportConflict,
  ports: ReadonlySet<number>,
  aliases: ReadonlySet<string>,
  isFree: IsFree,
): Promise<PlannedForward | null> {
  const { alias, localPort } = draft.forward;
  const wanted = { ...draft, forward: { ...draft.forward, localPort: null }, likesPort: localPort };
  // A port that only another program has now is the forward's own choice, and stays.
  const port = ports.has(localPort) ? await nextFree(wanted, ports, isFree).catch(() => null) : localPort;
  if (port === null) return null;
  const name = alias === undefined ? {} : { alias: freeAlias(alias, aliases) };
  return { ...draft, forward: { ...draft.forward, ...name, localPort: port } };
}

function freeAlias(alias: string, taken: ReadonlySet<string>): string {
  if (!taken.has(alias)) return alias;
  let number = 2;
  while (taken.has(`${alias}-${String(number)}`)) number += 1;
  return `${alias}-${String(number)}`;
}
