import {
  type ContainerPort,
  type Deployment,
  type Labels,
  type Namespace,
  type ObjectMeta,
  type PodSpec,
  type ReplicaSet,
  type Service,
  timestamp,
} from './model-objects';

/** Programs that the demo's pods run. */
export type AppName = 'api-gateway' | 'web' | 'slow-reports' | 'orders-db' | 'downloads';

export interface AppDescription {
  readonly name: AppName;
  readonly namespace: string;
  readonly replicas: number;
  readonly port: ContainerPort;
  readonly service: { readonly port: number; readonly targetPort: number | string; readonly clusterIP: string };
}

/** What runs in the demo cluster: service ports that differ from pod ports, one by name, and two namespaces. */
export const demoApps: readonly AppDescription[] = [
  {
    name: 'api-gateway',
    namespace: 'shop',
    replicas: 2,
    port: { name: 'http', containerPort: 8080, protocol: 'TCP' },
    service: { port: 80, targetPort: 8080, clusterIP: '10.96.0.11' },
  },
  {
    name: 'web',
    namespace: 'shop',
    replicas: 1,
    port: { name: 'http', containerPort: 3000, protocol: 'TCP' },
    service: { port: 8080, targetPort: 'http', clusterIP: '10.96.0.12' },
  },
  {
    name: 'slow-reports',
    namespace: 'shop',
    replicas: 1,
    port: { name: 'http', containerPort: 9090, protocol: 'TCP' },
    service: { port: 9090, targetPort: 9090, clusterIP: '10.96.0.13' },
  },
  {
    name: 'orders-db',
    namespace: 'data',
    replicas: 1,
    port: { name: 'orders', containerPort: 5432, protocol: 'TCP' },
    service: { port: 5432, targetPort: 5432, clusterIP: '10.96.0.21' },
  },
  {
    name: 'downloads',
    namespace: 'data',
    replicas: 1,
    port: { name: 'files', containerPort: 8081, protocol: 'TCP' },
    service: { port: 80, targetPort: 'files', clusterIP: '10.96.0.22' },
  },
];

/** What makes objects new: their time and their identity. */
export interface Birth {
  readonly nowMs: number;
  readonly uid: () => string;
}

export function namespaceObject(name: string, birth: Birth): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...meta(name, birth), labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

export function serviceObject(app: AppDescription, birth: Birth): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta(app.name, birth, app.namespace), labels: labelsOf(app) },
    spec: {
      type: 'ClusterIP',
      clusterIP: app.service.clusterIP,
      clusterIPs: [app.service.clusterIP],
      selector: labelsOf(app),
      ports: [
        {
          name: app.port.name,
          port: app.service.port,
          targetPort: app.service.targetPort,
          protocol: 'TCP',
        },
      ],
    },
    status: { loadBalancer: {} },
  };
}

export function deploymentObject(app: AppDescription, birth: Birth): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...meta(app.name, birth, app.namespace),
      generation: 1,
      labels: labelsOf(app),
      annotations: { 'deployment.kubernetes.io/revision': '1' },
    },
    spec: {
      replicas: app.replicas,
      selector: { matchLabels: labelsOf(app) },
      template: { metadata: { labels: labelsOf(app) }, spec: podSpec(app) },
    },
    status: { replicas: 0, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 0, observedGeneration: 1 },
  };
}

/** The deployment's one revision; `hash` tells revisions apart in names and labels. */
export function replicaSetObject(deployment: Deployment, hash: string, birth: Birth): ReplicaSet {
  const labels = { ...deployment.spec.template.metadata.labels, 'pod-template-hash': hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...meta(`${deployment.metadata.name}-${hash}`, birth, deployment.metadata.namespace),
      generation: 1,
      labels,
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas: deployment.spec.replicas,
      selector: { matchLabels: labels },
      template: { ...deployment.spec.template, metadata: { labels } },
    },
    status: { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 1 },
  };
}

export function ownedBy(owner: Deployment | ReplicaSet): NonNullable<ObjectMeta['ownerReferences']>[number] {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

function meta(name: string, birth: Birth, namespace?: string): ObjectMeta {
  const common = { name, uid: birth.uid(), creationTimestamp: timestamp(birth.nowMs) };
  return namespace === undefined ? common : { ...common, namespace };
}

function labelsOf(app: AppDescription): Labels {
  return { app: app.name };
}

function podSpec(app: AppDescription): PodSpec {
  return {
    nodeName: 'demo-node',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    containers: [{ name: app.name, image: `portwatch.dev/demo/${app.name}:1`, ports: [app.port] }],
  };
}
