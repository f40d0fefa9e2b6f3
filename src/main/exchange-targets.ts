import type { ListedObjects } from './cluster/list-objects';
import type { OfferedTarget } from './config/exchange/generate';

/** What of a cluster's objects somebody could forward to. */
export function targetsIn({ services, workloads }: ListedObjects): readonly OfferedTarget[] {
  return [
    ...services.map(({ metadata, spec }): OfferedTarget => {
      const hasPods = Object.keys(spec.selector ?? {}).length > 0 && spec.type !== 'ExternalName';
      const ports = (spec.ports ?? []).map(({ name, port, protocol }) => ({
        name: name ?? null,
        number: port,
        protocol: protocol ?? 'TCP',
      }));
      return {
        kind: 'service',
        ...metadata,
        ports,
        withoutPods: hasPods ? null : 'it has no selector, so no pods are behind it',
      };
    }),
    ...workloads.map(({ kind, workload }): OfferedTarget => {
      const containers = workload.spec.template?.spec?.containers ?? [];
      const ports = containers.flatMap((container) =>
        (container.ports ?? []).map(({ name, containerPort, protocol }) => ({
          name: name ?? null,
          number: containerPort,
          protocol: protocol ?? 'TCP',
        })),
      );
      return { kind, ...workload.metadata, ports, withoutPods: null };
    }),
  ];
}
