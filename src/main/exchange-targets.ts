import type { ListedObjects } from './cluster/list-objects';
import { offeredService, offeredWorkload } from './cluster/offered-targets';
import type { OfferedTarget } from './config/exchange/generate';

/** What of a cluster's objects somebody could forward to. */
export function targetsIn({ services, workloads }: ListedObjects): readonly OfferedTarget[] {
  return [
    ...services.map((service) => ({ ...offeredService(service), namespace: service.metadata.namespace })),
    ...workloads.map(({ kind, workload }) => ({
      ...offeredWorkload(kind, workload),
      namespace: workload.metadata.namespace,
    })),
  ];
}
