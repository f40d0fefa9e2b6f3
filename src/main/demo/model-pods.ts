import { type Condition, type Pod, type ReplicaSet, isConditionTrue, timestamp } from './model-objects';
import { type AppName, type Birth, demoApps, ownedBy } from './model-scene';

/** A new pod of a replica set: scheduled, nothing running yet. `suffix` is its five random letters. */
export function pendingPod(owner: ReplicaSet, suffix: string, birth: Birth): Pod {
  const labels = owner.spec.template.metadata.labels;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${owner.metadata.name}-${suffix}`,
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? '',
      uid: birth.uid(),
      creationTimestamp: timestamp(birth.nowMs),
      labels,
      ownerReferences: [ownedBy(owner)],
    },
    spec: owner.spec.template.spec,
    status: {
      phase: 'Pending',
      hostIP: '10.0.0.1',
      conditions: [condition('PodScheduled', true, birth.nowMs)],
      containerStatuses: owner.spec.template.spec.containers.map((container) => ({
        name: container.name,
        image: container.image,
        imageID: '',
        ready: false,
        started: false,
        restartCount: 0,
        state: { waiting: { reason: 'ContainerCreating' } },
      })),
    },
  };
}

/** Its containers run; until they answer their probes it is not ready. */
export function runningPod(pod: Pod, podIP: string, nowMs: number, ready: boolean): Pod {
  const startedAt = pod.status.startTime ?? timestamp(nowMs);
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: 'Running',
      podIP,
      startTime: startedAt,
      conditions: [
        condition('Initialized', true, nowMs),
        condition('Ready', ready, nowMs, 'ContainersNotReady'),
        condition('ContainersReady', ready, nowMs, 'ContainersNotReady'),
        condition('PodScheduled', true, nowMs),
      ],
      containerStatuses: pod.status.containerStatuses.map((status) => ({
        ...status,
        ready,
        started: true,
        imageID: `${status.image}@sha256:${'0'.repeat(64)}`,
        state: { running: { startedAt } },
      })),
    },
  };
}

/** Asked to end: still running and, as in a real cluster, still "ready" until it is gone. */
export function terminatingPod(pod: Pod, nowMs: number, graceMs: number): Pod {
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp: timestamp(nowMs + graceMs),
      deletionGracePeriodSeconds: Math.ceil(graceMs / 1000),
    },
  };
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

export function isReady(pod: Pod): boolean {
  return isConditionTrue(pod, 'Ready') && !isTerminating(pod);
}

/** Which of the demo's programs a pod runs. */
export function appOf(pod: Pod): AppName | undefined {
  return demoApps.find((app) => app.name === pod.metadata.labels?.['app'])?.name;
}

function condition(type: string, value: boolean, nowMs: number, reasonWhenFalse?: string): Condition {
  const common: Condition = { type, status: value ? 'True' : 'False', lastTransitionTime: timestamp(nowMs) };
  return value || reasonWhenFalse === undefined ? common : { ...common, reason: reasonWhenFalse };
}
