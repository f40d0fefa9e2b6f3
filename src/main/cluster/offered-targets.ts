import type { z } from 'zod';
import type { OfferedPort, OfferedTarget } from '../../shared/discovery';
import type { WorkloadKind } from '../../shared/forward';
import type { listedPodSchema, listedServiceSchema, listedWorkloadSchema } from './listed-objects';

type ListedService = z.infer<typeof listedServiceSchema>;
type ListedWorkload = z.infer<typeof listedWorkloadSchema>;
type ListedPod = z.infer<typeof listedPodSchema>;
type Container = NonNullable<NonNullable<ListedPod['spec']>['containers']>[number];

/** A service, as something to forward to. */
export function offeredService({ metadata, spec }: ListedService): OfferedTarget & { readonly kind: 'service' } {
  const hasPods = Object.keys(spec.selector ?? {}).length > 0 && spec.type !== 'ExternalName';
  const ports = (spec.ports ?? []).map(({ name, port, protocol }) => ({
    name: name ?? null,
    number: port,
    protocol: protocol ?? 'TCP',
  }));
  const withoutPods = hasPods ? null : 'it has no selector, so no pods are behind it';
  return { kind: 'service', name: metadata.name, ports, withoutPods };
}

/** A workload, with the ports that its containers name. */
export function offeredWorkload<K extends WorkloadKind>(
  kind: K,
  { metadata, spec }: ListedWorkload,
): OfferedTarget & { readonly kind: K } {
  const ports = portsOf(spec.template?.spec?.containers ?? []);
  return { kind, name: metadata.name, ports, withoutPods: null };
}

/**
 * Prefixes of pod names that stay true when pods are replaced, except of those that belong to a workload of this name: that
 * one says it better.
 */
export function offeredPods(pods: readonly ListedPod[], workloads: ReadonlySet<string>): readonly OfferedTarget[] {
  return merged(
    pods.filter(isAlive).flatMap((pod) => {
      const name = lastingPrefix(pod);
      return workloads.has(name) ? [] : [[name, pod] as const];
    }),
    'pod',
  );
}

/** Labels that pods have in common with others of their kind, as selectors. */
export function offeredSelectors(pods: readonly ListedPod[]): readonly OfferedTarget[] {
  return merged(
    pods.filter(isAlive).flatMap((pod) =>
      Object.entries(pod.metadata.labels ?? {})
        .filter(([key, value]) => value !== '' && !isGenerated(key))
        .map(([key, value]) => [`${key}=${value}`, pod] as const),
    ),
    'selector',
  );
}

/** The name without what is made up anew for every pod. */
function lastingPrefix({ metadata: { name, labels, generateName, ownerReferences } }: ListedPod): string {
  const hash = labels?.['pod-template-hash'];
  if (hash !== undefined && name.includes(`-${hash}`)) return name.slice(0, name.lastIndexOf(`-${hash}`));
  if (ownerReferences?.some(({ kind }) => kind === 'StatefulSet') === true) return name.replace(/-\d+$/, '');
  const prefix = generateName?.replace(/-$/, '') ?? '';
  return prefix !== '' && name.startsWith(`${prefix}-`) ? prefix : name;
}

/** Labels that controllers write: no two generations of pods share them. */
function isGenerated(key: string): boolean {
  return (
    ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'controller-uid', 'job-name'].includes(
      key,
    ) || /^(statefulset|apps|batch)\.kubernetes\.io\//.test(key)
  );
}

function isAlive({ status }: ListedPod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function merged(
  named: readonly (readonly [name: string, pod: ListedPod])[],
  kind: 'pod' | 'selector',
): readonly OfferedTarget[] {
  const containers = new Map<string, Container[]>();
  for (const [name, { spec }] of named) {
    containers.set(name, [...(containers.get(name) ?? []), ...(spec?.containers ?? [])]);
  }
  return [...containers].map(([name, all]) => ({ kind, name, ports: portsOf(all), withoutPods: null }));
}

/** Each port once: a hundred pods of a kind have the same. */
function portsOf(containers: readonly Container[]): readonly OfferedPort[] {
  const ports = new Map<string, OfferedPort>();
  for (const { ports: own } of containers) {
    for (const { name, containerPort, protocol } of own ?? []) {
      const port = { name: name ?? null, number: containerPort, protocol: protocol ?? 'TCP' };
      ports.set(`${port.protocol} ${String(port.number)} ${port.name ?? ''}`, port);
    }
  }
  return [...ports.values()];
}
