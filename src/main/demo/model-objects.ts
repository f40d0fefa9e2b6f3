/** The parts of Kubernetes' objects that the demo cluster fills in. Values: a change makes a new object. */

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
  readonly blockOwnerDeletion: true;
}

export type Labels = Readonly<Record<string, string>>;

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  /** Given by the store at every change. */
  readonly resourceVersion?: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly generateName?: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly generation?: number;
}

export interface LabelSelector {
  readonly matchLabels: Labels;
}

export interface ContainerPort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol: 'TCP';
}

export interface PodSpec {
  readonly nodeName: string;
  readonly restartPolicy: 'Always';
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly ports: readonly ContainerPort[];
  }[];
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Pod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly status: {
    readonly phase: 'Pending' | 'Running';
    readonly conditions: readonly Condition[];
    readonly hostIP: string;
    readonly podIP?: string;
    readonly startTime?: string;
    readonly containerStatuses: readonly {
      readonly name: string;
      readonly image: string;
      readonly imageID: string;
      readonly ready: boolean;
      readonly started: boolean;
      readonly restartCount: number;
      readonly state: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
  };
}

export interface Service {
  readonly apiVersion: 'v1';
  readonly kind: 'Service';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly type: 'ClusterIP';
    readonly clusterIP: string;
    readonly clusterIPs: readonly string[];
    readonly selector: Labels;
    readonly ports: readonly {
      readonly name: string;
      readonly port: number;
      readonly targetPort: number | string;
      readonly protocol: 'TCP';
    }[];
  };
  readonly status: { readonly loadBalancer: Readonly<Record<string, never>> };
}

export interface Namespace {
  readonly apiVersion: 'v1';
  readonly kind: 'Namespace';
  readonly metadata: ObjectMeta;
  readonly spec: { readonly finalizers: readonly string[] };
  readonly status: { readonly phase: 'Active' };
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: PodSpec;
}

export interface ReplicaCounts {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly observedGeneration: number;
}

interface Workload<Kind extends string, Status extends ReplicaCounts> {
  readonly apiVersion: 'apps/v1';
  readonly kind: Kind;
  readonly metadata: ObjectMeta;
  readonly spec: { readonly replicas: number; readonly selector: LabelSelector; readonly template: PodTemplate };
  readonly status: Status;
}

export type ReplicaSet = Workload<'ReplicaSet', ReplicaCounts>;
/** Of these two the demo has none, but every cluster knows what they are. */
export type StatefulSet = Workload<'StatefulSet', ReplicaCounts>;
export type DaemonSet = Workload<'DaemonSet', ReplicaCounts>;
export type Deployment = Workload<'Deployment', ReplicaCounts & { readonly updatedReplicas: number }>;

/** What the store keeps, by the name in the API's paths. */
export interface Resources {
  readonly namespaces: Namespace;
  readonly pods: Pod;
  readonly services: Service;
  readonly deployments: Deployment;
  readonly replicasets: ReplicaSet;
  readonly statefulsets: StatefulSet;
  readonly daemonsets: DaemonSet;
}

export type ResourceName = keyof Resources;
export type KubeObject = Resources[ResourceName];
export type Kind = KubeObject['kind'];

/** RFC 3339 to the second, as the API writes times. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The status of one of an object's conditions; false when it is not there. */
export function isConditionTrue(pod: Pod, type: string): boolean {
  return pod.status.conditions.some((condition) => condition.type === type && condition.status === 'True');
}
