import type { Deployment, Kind, KubeObject, Namespace, Pod, ReplicaSet, Service } from './model-objects';
import { isTerminating } from './model-pods';

interface Column {
  readonly name: string;
  readonly wide: boolean;
  readonly cell: (object: KubeObject, nowMs: number) => string | number;
}

function column<O extends KubeObject>(
  name: string,
  kind: O['kind'],
  cell: (object: O, nowMs: number) => string | number,
  wide = false,
): Column {
  const isMine = (object: KubeObject): object is O => object.kind === kind;
  return { name, wide, cell: (object, nowMs) => (isMine(object) ? cell(object, nowMs) : '') };
}

function age(object: KubeObject, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(object.metadata.creationTimestamp)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}

const nameColumn: Column = { name: 'Name', wide: false, cell: (object) => object.metadata.name };
const ageColumn: Column = { name: 'Age', wide: false, cell: age };

const columns: Readonly<Record<Kind, readonly Column[]>> = {
  Pod: [
    nameColumn,
    column<Pod>('Ready', 'Pod', (pod) => {
      const ready = pod.status.containerStatuses.filter((container) => container.ready).length;
      return `${ready}/${pod.spec.containers.length}`;
    }),
    column<Pod>('Status', 'Pod', podStatus),
    column<Pod>('Restarts', 'Pod', () => '0'),
    ageColumn,
    column<Pod>('IP', 'Pod', (pod) => pod.status.podIP ?? '<none>', true),
    column<Pod>('Node', 'Pod', (pod) => pod.spec.nodeName, true),
    column<Pod>('Nominated Node', 'Pod', () => '<none>', true),
    column<Pod>('Readiness Gates', 'Pod', () => '<none>', true),
  ],
  Service: [
    nameColumn,
    column<Service>('Type', 'Service', (service) => service.spec.type),
    column<Service>('Cluster-IP', 'Service', (service) => service.spec.clusterIP),
    column<Service>('External-IP', 'Service', () => '<none>'),
    column<Service>('Port(s)', 'Service', (service) =>
      service.spec.ports.map((port) => `${port.port}/${port.protocol}`).join(','),
    ),
    ageColumn,
    column<Service>('Selector', 'Service', (service) => selectorText(service.spec.selector), true),
  ],
  Deployment: [
    nameColumn,
    column<Deployment>('Ready', 'Deployment', ({ spec, status }) => `${status.readyReplicas}/${spec.replicas}`),
    column<Deployment>('Up-to-date', 'Deployment', ({ status }) => status.updatedReplicas),
    column<Deployment>('Available', 'Deployment', ({ status }) => status.availableReplicas),
    ageColumn,
    column<Deployment>('Containers', 'Deployment', ({ spec }) => containers(spec.template.spec, 'name'), true),
    column<Deployment>('Images', 'Deployment', ({ spec }) => containers(spec.template.spec, 'image'), true),
    column<Deployment>('Selector', 'Deployment', ({ spec }) => selectorText(spec.selector.matchLabels), true),
  ],
  ReplicaSet: [
    nameColumn,
    column<ReplicaSet>('Desired', 'ReplicaSet', ({ spec }) => spec.replicas),
    column<ReplicaSet>('Current', 'ReplicaSet', ({ status }) => status.replicas),
    column<ReplicaSet>('Ready', 'ReplicaSet', ({ status }) => status.readyReplicas),
    ageColumn,
    column<ReplicaSet>('Containers', 'ReplicaSet', ({ spec }) => containers(spec.template.spec, 'name'), true),
    column<ReplicaSet>('Images', 'ReplicaSet', ({ spec }) => containers(spec.template.spec, 'image'), true),
    column<ReplicaSet>('Selector', 'ReplicaSet', ({ spec }) => selectorText(spec.selector.matchLabels), true),
  ],
  StatefulSet: [nameColumn, ageColumn],
  DaemonSet: [nameColumn, ageColumn],
  Namespace: [nameColumn, column<Namespace>('Status', 'Namespace', ({ status }) => status.phase), ageColumn],
};

/** Objects as `kubectl get` shows them: it asks the server for the columns (`as=Table`). */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  version: number,
  nowMs: number,
  include: 'None' | 'Metadata' | 'Object',
): object {
  const shown = columns[kind];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: String(version) },
    columnDefinitions: shown.map(({ name, wide }) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: shown.map(({ cell }) => cell(object, nowMs)),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : partialMetadata(object) }),
    })),
  };
}

function partialMetadata(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function podStatus(pod: Pod): string {
  if (isTerminating(pod)) return 'Terminating';
  return pod.status.phase === 'Pending' ? 'ContainerCreating' : pod.status.phase;
}

function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function containers(spec: Pod['spec'], field: 'name' | 'image'): string {
  return spec.containers.map((container) => container[field]).join(',');
}
