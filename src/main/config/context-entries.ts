import { isScalar, type Pair, type YAMLMap } from 'yaml';
import type { ClusterRef } from '../../shared/cluster-ref';
import type { ForwardDraft } from '../../shared/import-plan';
import { contextEntriesIn, kubeconfigOf, nameOf } from './config-way';

/** The entry of a context that was written together with its forwards. */
export type WrittenContext = Pick<ForwardDraft, 'context' | 'kubeconfig' | 'production'>;

/** The clusters that a parsed config names, also those that it has no forwards for. */
export function clustersIn(config: unknown): readonly ClusterRef[] {
  return contextEntriesIn(config).map((entry) => ({ context: nameOf(entry), ...kubeconfigOf(entry) }));
}

/** Whether it says nothing but its name and its namespaces, so that nothing of it would be missed. */
export function isBare({ items }: YAMLMap): boolean {
  return items.every((pair) => ['name', 'namespaces'].includes(keyOf(pair)));
}

/** Whether it says of itself what it was written with, and nothing more. */
export function isAsWritten(entry: YAMLMap, { context, kubeconfig, production }: WrittenContext): boolean {
  const keys = [
    'name',
    'namespaces',
    ...(kubeconfig === undefined ? [] : ['kubeconfig']),
    ...(production ? ['production'] : []),
  ];
  return (
    entry.items.every((pair) => keys.includes(keyOf(pair))) &&
    entry.get('name') === context &&
    entry.get('kubeconfig') === kubeconfig &&
    entry.get('production') === production
  );
}

/** Whether all that contexts say of themselves is still said; but of those that were `written` with forwards. */
export function keepsContexts(before: unknown, after: unknown, written: readonly WrittenContext[] = []): boolean {
  const mayGo = written.map(({ context: name, ...keys }) => textOf(Object.entries({ name, ...keys })));
  const left = [...ownTexts(after), ...mayGo];
  return ownTexts(before).every((text) => {
    const at = left.indexOf(text);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/** What each context says of itself that says more than its name. */
function ownTexts(config: unknown): readonly string[] {
  return contextEntriesIn(config).flatMap((entry) => {
    const own = Object.entries(entry ?? {}).filter(([key]) => key !== 'namespaces');
    return own.some(([key]) => key !== 'name') ? [textOf(own)] : [];
  });
}

function textOf(own: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify([...own].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The key of a pair as text; empty where it is none. */
export function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}
