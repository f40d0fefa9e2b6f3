import { z } from 'zod';
import { eventually } from '../../support/eventually';
import type { KubernetesApi } from './kubernetes-api';
import type { PodPlan } from './pod-host';

const podSchema = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).optional(),
  }),
});

export interface PodWish {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly plan: PodPlan;
  /** How long it may take to be ready, in milliseconds. */
  readonly patienceMs: number;
}

export async function createNamespace(api: KubernetesApi, name: string): Promise<void> {
  await api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Creates a pod, and settles when it is ready. */
export async function createPod(api: KubernetesApi, wish: PodWish): Promise<void> {
  const path = `/api/v1/namespaces/${wish.namespace}/pods`;
  await api.create(path, podOf(wish));
  await eventually(
    `pod ${wish.name} to be ready`,
    async () => {
      const { status } = await api.get(`${path}/${wish.name}`, podSchema);
      return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') || undefined;
    },
    { timeoutMs: wish.patienceMs },
  );
}

function podOf({ name, labels, plan: { run, owner } }: PodWish): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ...(owner ? { ownerReferences: [owner] } : {}) },
    spec: { ...run, automountServiceAccountToken: false },
  };
}
