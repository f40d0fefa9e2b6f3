import type { ForwardDraft } from '../../shared/import-plan';

/** The same text for forwards that are the same, in whatever order their keys stand. A key that is undefined is not there. */
export function forwardText({ context, kubeconfig, namespace, forward }: ForwardDraft): string {
  return JSON.stringify([context, kubeconfig ?? null, namespace, ordered(forward)]);
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return { list: value.map(ordered) };
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return entries.map(([key, one]) => [key, ordered(one)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}
