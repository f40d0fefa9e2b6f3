import type { V1ContainerPort, V1Pod, V1PodStatus, V1ServiceSpec, V1ServicePort } from '@kubernetes/client-node';
import { type Pod, podSchema, type Service, serviceSchema, type Wire } from '../../../src/main/cluster/objects';

interface PodShape {
  readonly created?: string;
  readonly deleted?: string;
  readonly ports?: Wire<V1ContainerPort>[];
  readonly status?: Wire<V1PodStatus>;
}

export const running: Wire<V1PodStatus> = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };

/** A ready pod, unless said otherwise, as the API server would send it. */
export function pod(name: string, { created, deleted, ports, status = running }: PodShape = {}): Pod {
  const object: Wire<V1Pod> = {
    metadata: {
      name,
      uid: `uid-${name}`,
      creationTimestamp: created ?? '2024-01-01T00:00:00Z',
      ...(deleted === undefined ? {} : { deletionTimestamp: deleted }),
    },
    spec: { containers: [{ name: 'main', ...(ports ? { ports } : {}) }] },
    status,
  };
  return podSchema.parse(JSON.parse(JSON.stringify(object)));
}

export function service(
  ports: Wire<V1ServicePort>[],
  spec: Partial<Wire<V1ServiceSpec>> = { selector: { app: 'api' } },
): Service {
  return serviceSchema.parse(JSON.parse(JSON.stringify({ spec: { ports, ...spec } })));
}
